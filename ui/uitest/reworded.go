//go:build reworded

package uitest

// Reworded says that every reason is worded differently in this build.
const Reworded = true
