fault "f" {
  effect "burst_loss" {
    enter = "15%"
    leave = "30%"
    share = "90%"
  }
}
