"""What people are told: a row first, then an e-mail if there is an address. Also the e-mail backend."""
