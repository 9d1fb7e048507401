locals { b = 1 }
