package acceptance

func topicScenes() []scene   { return nil }
func signalScenes() []scene  { return nil }
func machineScenes() []scene { return nil }
