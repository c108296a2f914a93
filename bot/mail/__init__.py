"""The mail door: letters in and out."""
