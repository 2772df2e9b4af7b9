package theme

// palette gives every hue a colour. A test computes the WCAG 2 contrast of
// each against the ground and against the ground of the selected row.
type palette struct {
	ground   string // what the terminal is assumed to show behind the text
	selected string // ground of the row under the cursor
	hues     [groundHue + 1]string
}

// The palettes. The grounds of the ordinary ones are near those of common
// terminals; the program never paints the whole ground itself.
var (
	dark = palette{
		ground:   "#0d1117",
		selected: "#1c2a38",
		hues: [...]string{
			inkHue:    "#d4dce4",
			strongHue: "#f4f8fb",
			quietHue:  "#929ca7",
			lineHue:   "#636c78",
			accentHue: "#5ccfe6",
			redHue:    "#ff7a70",
			amberHue:  "#f2b34b",
			sandHue:   "#d6be8f",
			greenHue:  "#7ec98f",
			groundHue: "#0d1117",
		},
	}
	light = palette{
		ground:   "#ffffff",
		selected: "#dcedf2",
		hues: [...]string{
			inkHue:    "#24303b",
			strongHue: "#0b141c",
			quietHue:  "#56616c",
			lineHue:   "#7a8590",
			accentHue: "#00667a",
			redHue:    "#b3261e",
			amberHue:  "#855100",
			sandHue:   "#6b5a2c",
			greenHue:  "#1d6b36",
			groundHue: "#ffffff",
		},
	}
	darkContrast = palette{
		ground:   "#000000",
		selected: "#003140",
		hues: [...]string{
			inkHue:    "#ffffff",
			strongHue: "#ffffff",
			quietHue:  "#d2d8de",
			lineHue:   "#aab4be",
			accentHue: "#7fe7ff",
			redHue:    "#ffaca6",
			amberHue:  "#ffd27a",
			sandHue:   "#f0dfb8",
			greenHue:  "#a9f0b8",
			groundHue: "#000000",
		},
	}
	lightContrast = palette{
		ground:   "#ffffff",
		selected: "#d5eef5",
		hues: [...]string{
			inkHue:    "#000000",
			strongHue: "#000000",
			quietHue:  "#333d46",
			lineHue:   "#4a545e",
			accentHue: "#004252",
			redHue:    "#7d100a",
			amberHue:  "#553300",
			sandHue:   "#463a16",
			greenHue:  "#0b421d",
			groundHue: "#ffffff",
		},
	}
)

func paletteFor(o Options) palette {
	switch {
	case o.Dark && o.HighContrast:
		return darkContrast
	case o.HighContrast:
		return lightContrast
	case o.Dark:
		return dark
	default:
		return light
	}
}
