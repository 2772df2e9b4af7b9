# All of it goes.
