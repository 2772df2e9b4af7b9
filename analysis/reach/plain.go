//go:build !reworded

package reach

// reword leaves a sentence as it is, except in the build that proves that no code decides by the letters of one.
func reword(sentence string) string { return sentence }

// Unworded is a text with the sentences in it as people read them: in this build the text.
func Unworded(text string) string { return text }
