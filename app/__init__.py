"""The e-learning platform against human trafficking: learn, pass the final quiz, receive a certificate."""
