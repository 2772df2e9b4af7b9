package svg

import (
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// Options are what the picture looks like around the screen.
type Options struct {
	Title string // in the title bar, and read out by screen readers
	Light bool   // the light window instead of the dark one
	Embed bool   // embed the font (13 KB); without it the reader's own is used
	Bare  bool   // no window around the screen

	// Captions adds a strip below an animated screen, for the captions of its frames.
	Captions bool
}

// The measures, in pixels at a font size of 14. The height of a cell is a whole
// number, so that vertical lines of neighboring rows join without a seam.
const (
	fontSize   = 14
	cellWidth  = 8.4 // JetBrains Mono is 0.6 em wide
	cellHeight = 19
	baseline   = 14
	padding    = 14
	barHeight  = 36
	radius     = 10
)

const fontStack = "'JetBrains Mono',ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"

//go:embed font/regular.woff2
var regularFont []byte

//go:embed font/bold.woff2
var boldFont []byte

// window is the colors around the screen, and those of cells without any.
type window struct {
	ground, ink, bar, cap, line, title string
	dots                               [3]string
}

var (
	darkWindow = window{ground: "#0d1117", ink: "#d4dce4", bar: "#161b22", cap: "#262d36", line: "#2b333d",
		title: "#929ca7", dots: [3]string{"#ff5f57", "#febc2e", "#28c840"}}
	lightWindow = window{ground: "#ffffff", ink: "#24303b", bar: "#f3f5f7", cap: "#ffffff", line: "#d3d9df",
		title: "#56616c", dots: [3]string{"#ff5f57", "#febc2e", "#28c840"}}
)

func (o Options) window() window {
	if o.Light {
		return lightWindow
	}
	return darkWindow
}

// Render draws one screen.
func Render(w io.Writer, f Frame, o Options) error {
	if err := f.check(); err != nil {
		return err
	}
	p := newPicture(o, f.Width, f.Height)
	p.open("")
	p.screen(f)
	p.close()
	return p.writeTo(w)
}

// Animate draws screens that follow each other for ever, each for its Hold.
// They must be of one size. Who asked for less motion, or has a viewer that does
// not animate, sees the first.
func Animate(w io.Writer, frames []Frame, o Options) error {
	if len(frames) == 0 {
		return errors.New("animate: no frames")
	}
	for _, f := range frames {
		if err := f.check(); err != nil {
			return err
		}
		if f.Width != frames[0].Width || f.Height != frames[0].Height {
			return fmt.Errorf("animate: frames of %dx%d and %dx%d", frames[0].Width, frames[0].Height,
				f.Width, f.Height)
		}
	}
	p := newPicture(o, frames[0].Width, frames[0].Height)
	p.shared = map[string]string{}
	p.open(steps(frames))
	for i, f := range frames {
		fmt.Fprintf(&p.b, `<g class="f" id="f%d" transform="translate(%s %s)">`, i, num(p.left), num(p.top))
		p.screen(f)
		if o.Captions {
			p.share(p.caption(f.Caption, f.Width), int(p.height-p.top)-(captionHeight+cellHeight)/2)
		}
		p.b.WriteString("</g>\n")
	}
	p.close()
	return p.writeTo(w)
}

// steps is the style sheet that shows one frame after the other. Each frame
// has its own animation, which switches it on and off without fading.
func steps(frames []Frame) string {
	var total time.Duration
	for _, f := range frames {
		total += hold(f)
	}
	var b strings.Builder
	b.WriteString(".f{visibility:hidden}#f0{visibility:visible}\n")
	var at time.Duration
	for i, f := range frames {
		from := percent(at, total)
		at += hold(f)
		to := percent(at, total)
		fmt.Fprintf(&b, "@keyframes k%d{0%%{visibility:%s}", i, visible(i == 0))
		if i > 0 {
			fmt.Fprintf(&b, "%s%%{visibility:visible}", from)
		}
		if i < len(frames)-1 {
			fmt.Fprintf(&b, "%s%%{visibility:hidden}", to)
		}
		fmt.Fprintf(&b, "100%%{visibility:%s}}", visible(i == len(frames)-1))
		fmt.Fprintf(&b, "#f%d{animation:k%d %dms step-end infinite}\n", i, i, total.Milliseconds())
	}
	b.WriteString("@media(prefers-reduced-motion:reduce){.f{animation:none!important}}\n")
	return b.String()
}

func hold(f Frame) time.Duration {
	if f.Hold <= 0 {
		return time.Second
	}
	return f.Hold
}

func percent(part, total time.Duration) string {
	return num(100 * float64(part) / float64(total))
}

func visible(yes bool) string {
	if yes {
		return "visible"
	}
	return "hidden"
}

// picture is an SVG document in the making.
type picture struct {
	b             strings.Builder
	o             Options
	win           window
	width, height float64
	left, top     float64           // where the screen begins
	shared        map[string]string // row -> its id, when frames share rows
	defs          strings.Builder
}

func newPicture(o Options, columns, lines int) *picture {
	p := &picture{o: o, win: o.window()}
	if !o.Bare {
		p.left, p.top = padding, barHeight+padding/2
		p.width, p.height = 2*padding, barHeight+padding/2+padding
	}
	p.width += float64(columns) * cellWidth
	p.height += float64(lines) * cellHeight
	if o.Captions {
		p.height += captionHeight
	}
	return p
}

func (p *picture) open(extraStyle string) {
	// The definitions are only known at the end; writeTo puts them first.
	p.b.WriteString("<style>\n")
	if p.o.Embed {
		face(&p.b, 400, regularFont)
		face(&p.b, 700, boldFont)
	}
	fmt.Fprintf(&p.b, "text{font-family:%s;font-size:%dpx;font-variant-ligatures:none;white-space:pre}\n",
		fontStack, fontSize)
	p.b.WriteString(".b{font-weight:700}.i{font-style:italic}\n")
	p.b.WriteString(extraStyle)
	p.b.WriteString("</style>\n")
	if p.o.Bare {
		fmt.Fprintf(&p.b, `<rect width="%s" height="%s" fill="%s"/>`+"\n", num(p.width), num(p.height), p.win.ground)
	} else {
		p.chrome()
	}
	if p.o.Captions {
		p.strip()
	}
}

// chrome draws the window: a thin frame, a bar, three dots and the title.
func (p *picture) chrome() {
	w, h := num(p.width-1), num(p.height-1)
	fmt.Fprintf(&p.b, `<rect x="0.5" y="0.5" width="%s" height="%s" rx="%d" fill="%s" stroke="%s"/>`+"\n", w, h,
		radius, p.win.ground, p.win.line)
	fmt.Fprintf(&p.b, `<path d="M1 %d V%s a%s %s 0 0 1 %s -%s H%s a%s %s 0 0 1 %s %s V%d Z" fill="%s"/>`+"\n",
		barHeight, num(radius+0.5), num(radius-0.5), num(radius-0.5), num(radius-0.5), num(radius-0.5),
		num(p.width-radius-0.5), num(radius-0.5), num(radius-0.5), num(radius-0.5), num(radius-0.5),
		barHeight, p.win.bar)
	fmt.Fprintf(&p.b, `<path d="M1 %s H%s" stroke="%s"/>`+"\n", num(barHeight+0.5), num(p.width-1), p.win.line)
	for i, c := range p.win.dots {
		fmt.Fprintf(&p.b, `<circle cx="%d" cy="%d" r="6" fill="%s"/>`+"\n", 20+20*i, barHeight/2, c)
	}
	// A title that would run into the dots is left to the screen readers.
	if room := p.width - 2*90; p.o.Title != "" && float64(ansi.StringWidth(p.o.Title))*cellWidth <= room {
		fmt.Fprintf(&p.b, `<text x="%s" y="%d" text-anchor="middle" style="font-size:13px" fill="%s">%s</text>`+"\n",
			num(p.width/2), barHeight/2+5, p.win.title, escape(p.o.Title))
	}
}

// screen draws the rows of a frame. Frames of an animation share rows that are
// the same, which is most of them.
func (p *picture) screen(f Frame) {
	for y := range f.Height {
		cursor := -1
		if f.Cursor != nil && f.Cursor.Y == y {
			cursor = f.Cursor.X
		}
		row := p.drawRow(f.row(y), cursor)
		if row == "" {
			continue
		}
		if p.shared != nil {
			p.share(row, y*cellHeight)
			continue
		}
		fmt.Fprintf(&p.b, `<g transform="translate(%s %s)">%s</g>`+"\n", num(p.left),
			num(p.top+float64(y*cellHeight)), row)
	}
}

// share draws something at a height of an animated screen; what is the same in
// several frames is stored once.
func (p *picture) share(drawn string, y int) {
	id, ok := p.shared[drawn]
	if !ok {
		id = "r" + strconv.FormatInt(int64(len(p.shared)), 36)
		p.shared[drawn] = id
		fmt.Fprintf(&p.defs, `<g id="%s">%s</g>`+"\n", id, drawn)
	}
	fmt.Fprintf(&p.b, `<use href="#%s" y="%d"/>`, id, y)
}

func (p *picture) close() { p.b.WriteString("</svg>\n") }

func (p *picture) writeTo(w io.Writer) error {
	var head strings.Builder
	fmt.Fprintf(&head, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" fill="%s" xml:space="preserve" role="img">`+"\n",
		num(p.width), num(p.height), num(p.width), num(p.height), p.win.ink)
	if p.o.Title != "" {
		fmt.Fprintf(&head, "<title>%s</title>\n", escape(p.o.Title))
	}
	if p.defs.Len() > 0 {
		fmt.Fprintf(&head, "<defs>\n%s</defs>\n", p.defs.String())
	}
	if _, err := io.WriteString(w, head.String()+p.b.String()); err != nil {
		return fmt.Errorf("write svg: %w", err)
	}
	return nil
}

func face(b *strings.Builder, weight int, font []byte) {
	fmt.Fprintf(b,
		"@font-face{font-family:'JetBrains Mono';font-weight:%d;src:url(data:font/woff2;base64,%s) format('woff2')}\n",
		weight, base64.StdEncoding.EncodeToString(font))
}

// num is a number with at most two decimals, the same on every machine.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// escape makes text safe in XML: characters that XML cannot hold are replaced.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || 0x7f <= r && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return 0xfffd
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return html.EscapeString(s)
}
