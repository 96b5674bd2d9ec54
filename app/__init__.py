"""The e-learning platform against human trafficking: learn, pass the quiz, be certified."""
