"""What tests of several programs share."""
