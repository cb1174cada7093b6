package artifact

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Minutes of a day and of a week, and the least length of a window in minutes
// (ModifyDBCluster, PreferredBackupWindow and PreferredMaintenanceWindow).
const (
	day       = 24 * 60
	week      = 7 * day
	minWindow = 30
)

var (
	backupWindowPattern      = regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$`)
	maintenanceWindowPattern = regexp.MustCompile(`^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)$`)
	weekdays                 = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
)

// validateWindows holds both windows against what Amazon RDS accepts: their
// form, half an hour at least, and no minute in common. UTC, as there.
func (t TargetDB) validateWindows(p *problems) {
	backup := clock{from: -1}
	if t.PreferredBackupWindow != "" {
		m := backupWindowPattern.FindStringSubmatch(t.PreferredBackupWindow)
		if m == nil {
			p.target("preferred_backup_window", "got %q, expected hh24:mi-hh24:mi in UTC such as 03:00-03:30", t.PreferredBackupWindow)
		} else {
			backup = window(minutes(m[1], m[2]), minutes(m[3], m[4]), day)
			p.longEnough("preferred_backup_window", t.PreferredBackupWindow, backup)
		}
	}
	if t.PreferredMaintenanceWindow == "" {
		return
	}
	m := maintenanceWindowPattern.FindStringSubmatch(strings.ToLower(t.PreferredMaintenanceWindow))
	if m == nil {
		p.target("preferred_maintenance_window", "got %q, expected ddd:hh24:mi-ddd:hh24:mi in UTC such as sun:04:00-sun:04:30", t.PreferredMaintenanceWindow)
		return
	}
	maintenance := window(weekday(m[1])+minutes(m[2], m[3]), weekday(m[4])+minutes(m[5], m[6]), week)
	p.longEnough("preferred_maintenance_window", t.PreferredMaintenanceWindow, maintenance)
	if backup.from >= 0 && maintenance.overlapsDaily(backup) {
		p.target("preferred_maintenance_window", "%q overlaps the backup window %q, expected them apart", t.PreferredMaintenanceWindow, t.PreferredBackupWindow)
	}
}

func (p *problems) longEnough(key, value string, w clock) {
	if w.length < minWindow {
		p.target(key, "got %q, expected at least %d minutes", value, minWindow)
	}
}

// clock is a stretch of time on a clock face that goes round: of a day for
// backups, of a week for maintenance. In minutes.
type clock struct{ from, length int }

func window(from, to, round int) clock { return clock{from: from, length: (to - from + round) % round} }

// overlapsDaily tells whether a daily window has a minute in common with this
// weekly one; touching is legal.
func (w clock) overlapsDaily(daily clock) bool {
	// The day before the first and the one after the last are looked at too:
	// a window may run over midnight, and the week's end into its beginning.
	for start := daily.from - day; start < week+2*day; start += day {
		if start < w.from+w.length && w.from < start+daily.length {
			return true
		}
	}
	return false
}

// minutes reads two digits each; the patterns above let nothing else through.
func minutes(hours, mins string) int {
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(mins)
	return h*60 + m
}

func weekday(name string) int { return slices.Index(weekdays, name) * day }
