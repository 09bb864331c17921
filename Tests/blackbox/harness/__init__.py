"""What the black-box tests need to run the real server, and to talk to it as any client would."""
