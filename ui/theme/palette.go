package theme

// palette gives every hue a color: "#rrggbb" where there are 16 million of them, an index of xterm's table where there
// are 256 or 16, "" for the terminal's own. A test computes the WCAG 2 contrast of each against the ground and against
// the ground of the selected row, and that tokens differ which mean different things.
//
// Each is made by hand for its number of colors. The nearest of fewer colors is another color: gray becomes teal, red
// and amber become one.
type palette struct {
	ground   string // what the terminal is assumed to show behind the text
	selected string // ground of the row under the cursor; "" where that row is reversed
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
	dark256 = palette{
		ground:   "#000000",
		selected: "237",
		hues: [...]string{
			inkHue:    "252",
			strongHue: "231",
			quietHue:  "248",
			lineHue:   "243",
			accentHue: "80",
			redHue:    "210",
			amberHue:  "215",
			sandHue:   "187",
			greenHue:  "114",
			groundHue: "16",
		},
	}
	light256 = palette{
		ground:   "#ffffff",
		selected: "254",
		hues: [...]string{
			inkHue:    "236",
			strongHue: "16",
			quietHue:  "241",
			lineHue:   "244",
			accentHue: "24",
			redHue:    "124",
			amberHue:  "94",
			sandHue:   "58",
			greenHue:  "22",
			groundHue: "231",
		},
	}
	darkContrast256 = palette{
		ground:   "#000000",
		selected: "236",
		hues: [...]string{
			inkHue:    "231",
			strongHue: "231",
			quietHue:  "252",
			lineHue:   "248",
			accentHue: "123",
			redHue:    "217",
			amberHue:  "222",
			sandHue:   "230",
			greenHue:  "157",
			groundHue: "16",
		},
	}
	lightContrast256 = palette{
		ground:   "#ffffff",
		selected: "195",
		hues: [...]string{
			inkHue:    "16",
			strongHue: "16",
			quietHue:  "237",
			lineHue:   "240",
			accentHue: "17",
			redHue:    "88",
			amberHue:  "52",
			sandHue:   "234",
			greenHue:  "22",
			groundHue: "231",
		},
	}
	// With 16 colors nobody knows what they are: people choose them, and "bright black" is the background of some. So
	// text is the terminal's own, what is quiet is faint, and the selected row is reversed; a color is taken only
	// where all the usual tables have one that can be read.
	dark16 = palette{
		ground: "#000000",
		hues: [...]string{
			accentHue: "6",
			redHue:    "9",
			amberHue:  "3",
			sandHue:   "13",
			greenHue:  "2",
			groundHue: "0",
		},
	}
	light16 = palette{
		ground: "#ffffff",
		hues: [...]string{
			accentHue: "4",
			redHue:    "1",
			amberHue:  "5",
			groundHue: "15",
		},
	}
)

func paletteFor(o Options) palette {
	set := [...][4]palette{ // by the number of colors: dark, light, and both with high contrast
		TrueColor: {dark, light, darkContrast, lightContrast},
		Colors256: {dark256, light256, darkContrast256, lightContrast256},
		Colors16:  {dark16, light16, dark16, light16},
		NoColors:  {},
	}[o.Colors]
	at := 0
	if !o.Dark {
		at++
	}
	if o.HighContrast {
		at += 2
	}
	return set[at]
}
