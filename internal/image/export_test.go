package image

// ForgetRuntimes empties the memory of hashed runtimes, as a new process would
// find it.
func ForgetRuntimes() {
	runtimeLayers.Lock()
	defer runtimeLayers.Unlock()
	clear(runtimeLayers.byFile)
}
