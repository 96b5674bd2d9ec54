"""The authors' preview: both languages side by side, with the marks of the lint."""
