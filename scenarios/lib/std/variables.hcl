# The standard library: devices and faults worth having, physically sensible.
#
#   library "std" {
#     source    = "./lib/std"
#     variables = { interval = "10s" }
#   }
#
# Then lib.std.model.climate, lib.std.fault.stuck_probe and so on. A scenario that
# needs more of a model extends it. Units are SI's, or those that meters of the
# trade show. Where one quantity follows from others it is a formula of them: what
# is learnt from the data is then the physics, and not two noises side by side.

variable "interval" {
  type        = duration
  default     = "10s"
  description = "Of devices with mains power: climate, machines, pumps, inverters, gateways."
}

variable "meter_interval" {
  type        = duration
  default     = "15m" # the settlement period of electricity in the EU (Regulation 2017/2195)
  description = "Of meters that count for a bill."
}

variable "battery_interval" {
  type        = duration
  default     = "10m" # a radio below 1 % duty cycle (EN 300 220) and a cell for years
  description = "Of devices that run on a battery."
}

variable "setpoint" {
  type        = number
  default     = 21.5 # in the middle of 20 … 24 °C, EN 16798-1 category II in winter
  description = "Room temperature that the heating holds, °C."

  validation {
    condition = var.setpoint >= 5 && var.setpoint <= 35
    error     = "A room is held between 5 and 35 °C; ${var.setpoint} was given."
  }
}

variable "rated_current" {
  type        = number
  default     = 63 # the main fuse of a workshop or of an office floor
  description = "Current per phase at full load, A: of power meters."
}

variable "motor_power" {
  type        = number
  default     = 22 # IEC 60034: a usual frame, of the group of machines from 15 to 300 kW
  description = "Rated shaft power of a motor, kW."
}

variable "solar_power" {
  type        = number
  default     = 50 # some 250 m² of modules on a roof
  description = "Rated power of a solar inverter's modules, kW."
}

variable "season" {
  type        = string
  default     = "equinox"
  description = "How high the sun stands: winter, equinox or summer."

  validation {
    condition = contains(["winter", "equinox", "summer"], var.season)
    error     = "The seasons are winter, equinox and summer; ${var.season} was given."
  }
}

variable "fault_share" {
  type        = percent
  default     = "2%" # few enough that a mean does not notice, enough for a detector to find
  description = "The chance of each device to have a fault of a single device."
}

variable "place" {
  type        = string
  default     = ""
  description = "The building that faults of a whole place happen in; empty: everywhere."
}
