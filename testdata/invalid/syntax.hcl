# A brace is missing: nothing else of the file is looked at.

scenario "plant" {
  seed = = 4 # ERROR: Invalid expression
}
