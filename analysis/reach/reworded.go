//go:build reworded

package reach

// reworded is put behind every sentence, so that whatever decides by the letters of one goes wrong.
const reworded = " (reworded)"
