package artifact

import "math"

// ServerlessClass is the instance class whose capacity [Scaling] bounds.
const ServerlessClass = "db.serverless"

// Bounds of a Serverless v2 capacity range in Aurora capacity units, and of the
// time to an automatic pause in seconds (ServerlessV2ScalingConfiguration in the
// model of Amazon RDS's API). How much of the range an engine version offers is
// for AWS to say.
const (
	maxCapacity       = 256
	leastMaxCapacity  = 1
	capacityStep      = 0.5
	minAutoPauseDelay = 300
	maxAutoPauseDelay = 86400
)

func (s Scaling) validate(p *problems) {
	const low, high, pause = "serverlessv2_scaling.min_capacity", "serverlessv2_scaling.max_capacity", "serverlessv2_scaling.seconds_until_auto_pause"
	if !isCapacity(s.MinCapacity) || s.MinCapacity < 0 || s.MinCapacity > maxCapacity {
		p.target(low, "got %v, expected 0 to %d in steps of %v", s.MinCapacity, maxCapacity, capacityStep)
	}
	if !isCapacity(s.MaxCapacity) || s.MaxCapacity < leastMaxCapacity || s.MaxCapacity > maxCapacity {
		p.target(high, "got %v, expected %d to %d in steps of %v", s.MaxCapacity, leastMaxCapacity, maxCapacity, capacityStep)
	}
	if s.MinCapacity > s.MaxCapacity {
		p.target(low, "got %v, expected at most max_capacity (%v)", s.MinCapacity, s.MaxCapacity)
	}
	switch {
	case s.SecondsUntilAutoPause == 0:
	case s.SecondsUntilAutoPause < minAutoPauseDelay || s.SecondsUntilAutoPause > maxAutoPauseDelay:
		p.target(pause, "got %d, expected %d to %d", s.SecondsUntilAutoPause, minAutoPauseDelay, maxAutoPauseDelay)
	case s.MinCapacity != 0:
		p.target(pause, "given with a min_capacity of %v, expected a min_capacity of 0: only such an instance pauses", s.MinCapacity)
	}
}

func isCapacity(units float64) bool { return math.Mod(units, capacityStep) == 0 }
