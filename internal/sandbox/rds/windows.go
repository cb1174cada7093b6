package rds

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

const (
	minutesOfDay  = 24 * 60
	minutesOfWeek = 7 * minutesOfDay
	shortest      = 30 // minutes of a window
)

var (
	days       = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	clockForm  = regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d)$`)
	weeklyForm = regexp.MustCompile(`^([a-z]{3}):(\d\d:\d\d)$`)
)

// window is a stretch of a week: first minute, and how many.
type window struct{ from, lasts int }

func minuteOfDay(text string) (int, bool) {
	m := clockForm.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1]) // the form has digits there
	minute, _ := strconv.Atoi(m[2])
	return hour*60 + minute, true
}

// parseBackupWindow reads `hh24:mi-hh24:mi`; the window recurs each day.
func parseBackupWindow(text string) (window, error) {
	first, second, _ := strings.Cut(text, "-")
	from, ok := minuteOfDay(first)
	if !ok {
		return window{}, badBackupTime(first)
	}
	to, ok := minuteOfDay(second)
	if !ok {
		return window{}, badBackupTime(second)
	}
	w := window{from, (to - from + minutesOfDay) % minutesOfDay}
	if w.lasts < shortest {
		return window{}, wire.InvalidValuef("Backup window must be at least 30 minutes.")
	}
	return w, nil
}

func badBackupTime(text string) error {
	return wire.InvalidValuef("Invalid backup window time '%s' specified. Should be specified as a time hh24:mi (24H Clock UTC). Example: 03:15", text)
}

// parseMaintenanceWindow reads `ddd:hh24:mi-ddd:hh24:mi`.
func parseMaintenanceWindow(text string) (window, error) {
	first, second, _ := strings.Cut(strings.ToLower(text), "-")
	from, ok := minuteOfWeek(first)
	if !ok {
		return window{}, badMaintenanceTime(first)
	}
	to, ok := minuteOfWeek(second)
	if !ok {
		return window{}, badMaintenanceTime(second)
	}
	w := window{from, (to - from + minutesOfWeek) % minutesOfWeek}
	if w.lasts < shortest {
		return window{}, wire.InvalidValuef("Maintenance window must be at least 30 minutes.")
	}
	return w, nil
}

func minuteOfWeek(text string) (int, bool) {
	m := weeklyForm.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	day := slices.Index(days, m[1])
	minute, ok := minuteOfDay(m[2])
	return day*minutesOfDay + minute, ok && day >= 0
}

func badMaintenanceTime(text string) error {
	return wire.InvalidValuef("Invalid maintenance window time '%s' specified. Should be specified as a time ddd:hh24:mi (24H Clock UTC). Example: Mon:00:15", text)
}

// overlap tells whether a daily and a weekly window share a minute.
func overlap(daily, weekly window) bool {
	for day := range days {
		from := day*minutesOfDay + daily.from
		ahead := (weekly.from - from + minutesOfWeek) % minutesOfWeek
		behind := (from - weekly.from + minutesOfWeek) % minutesOfWeek
		if ahead < daily.lasts || behind < weekly.lasts {
			return true
		}
	}
	return false
}

// checkWindows refuses windows that AWS does not take, alone or together.
func checkWindows(backup, maintenance string) error {
	daily, err := parseBackupWindow(backup)
	if err != nil {
		return err
	}
	weekly, err := parseMaintenanceWindow(maintenance)
	if err != nil {
		return err
	}
	if overlap(daily, weekly) {
		return wire.InvalidValuef("The backup window and maintenance window must not overlap.")
	}
	return nil
}

// chooseWindows fills in the windows that a request leaves open, as AWS does,
// so that they do not overlap.
func chooseWindows(backup, maintenance string) (chosenBackup, chosenMaintenance string) {
	hours := []int{4, 7, 9, 22}
	for _, h := range hours {
		for _, other := range hours {
			b, m := backup, maintenance
			if b == "" {
				b = fmt.Sprintf("%02d:10-%02d:40", h, h)
			}
			if m == "" {
				m = fmt.Sprintf("sun:%02d:45-sun:%02d:15", other, other+1)
			}
			if checkWindows(b, m) == nil {
				return b, m
			}
		}
	}
	return cmp.Or(backup, "04:10-04:40"), cmp.Or(maintenance, "sun:07:45-sun:08:15") // what was given is no window
}
