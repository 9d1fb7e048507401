labels { topic = "truth" }
