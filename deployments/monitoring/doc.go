// Package monitoring tests what stands beside it: the rules of Prometheus, the
// routes of Alertmanager and the dashboard of Grafana, against a real Prometheus and
// a real Alertmanager that watch a real run, whose broker is killed.
//
// It is a module of its own, so that the program needs none of what draws the
// picture. make monitoring runs it; without prometheus, promtool, alertmanager and
// amtool it skips and says so, and fails where IOTSIM_REQUIRE_MONITORING is set.
package monitoring
