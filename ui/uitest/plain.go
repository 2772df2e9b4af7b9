//go:build !reworded

package uitest

// Reworded says that every reason is worded differently in this build, see reach: what people read must not be compared
// with a text then, and all the rest must be as it was.
const Reworded = false
