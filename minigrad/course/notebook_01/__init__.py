"""What notebook 01, What is Autodiff?, asks of its reader."""
