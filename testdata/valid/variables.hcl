# Variables of all types.
scenario "variables" { description = var.token }

variable "text" {
  type    = string
  default = "x"
}
variable "number" {
  type    = number
  default = 2
}
variable "flag" {
  type    = bool
  default = true
}
variable "pause" {
  type    = duration
  default = "5s"
}
variable "pauses" {
  type    = map(duration)
  default = { slow = "30s" }
}
variable "noise" {
  type    = distribution
  default = normal(24, 1)
}
variable "noises" {
  type    = list(distribution)
  default = [normal(24, 1), constant(3)]
}
variable "pace" {
  type    = rate
  default = "5x"
}
variable "total" {
  type    = rate
  default = 3
}
variable "share" {
  type    = percent
  default = "50%"
}
variable "device" {
  type    = model
  default = model.m
}
variable "faults" {
  type    = list(fault)
  default = [fault.f]
}
variable "shape" {
  type = object({
    count = number
    pause = optional(duration, "7s")
  })
  default = { count = 3 }
}
variable "anything" { default = [1, "two"] }
variable "token" {
  type      = string
  default   = "canary-1"
  sensitive = true
  validation {
    condition = var.token != "none"
    error     = "Longer, please."
  }
}

model "m" {
  interval = var.pause
  sensor "x" { value = var.noise }
  sensor "y" { value = var.noises[1] }
  device_info { token = "t-${var.token}" }
}
fault "f" {
  probability = var.share
  repeat      = var.pauses.slow
  lasts       = var.shape.pause
  effect "stuck" { sensor = "x" }
}
devices "m" {
  model = var.device
  count = var.shape.count
}
phase "run" {
  duration = "1m"
  rate     = var.pace
  faults   = var.faults
}
phase "more" {
  duration = "1m"
  rate     = var.total
}
