"""What every package stands on; knows no domain, no HTTP and no HTML."""
