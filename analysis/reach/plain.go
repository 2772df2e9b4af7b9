//go:build !reworded

package reach

// reworded is put behind every sentence. It is empty, except in the build that proves that no code decides by the
// letters of a sentence.
const reworded = ""
