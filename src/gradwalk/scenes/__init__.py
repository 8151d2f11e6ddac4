"""What is seen: still pictures, the marks that move over them, and the words beside them."""
