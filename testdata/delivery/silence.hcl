fault "f" {
  count = 1
  effect "silence" {}
}
