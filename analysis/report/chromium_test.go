package report

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// browser is Chromium without a window, driven over a pipe. Source: chromedevtools.github.io/devtools-protocol.
type browser struct {
	t       *testing.T
	to      io.Writer
	from    *bufio.Reader
	last    int
	session string
	events  []message
}

// message is an answer, or the news of an event.
type message struct {
	ID     int             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  json.RawMessage `json:"error,omitempty"`
}

// startBrowser starts Chromium. Where there is none the test is skipped and says so; with VPCLENS_REQUIRE_CHROMIUM=1 it
// fails instead.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		const missing = "NOT TESTED in a browser: there is no chromium"
		if os.Getenv("VPCLENS_REQUIRE_CHROMIUM") == "1" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	// The browser reads what it is told from its fourth file and answers on its fifth.
	read, tell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	listen, answer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// A process of the browser that is about to end may still write into its folder, which is no fault of what is
	// tested: t.TempDir would make one of it.
	folder, err := os.MkdirTemp("", "chromium")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--remote-debugging-pipe", "--user-data-dir="+folder)
	c.ExtraFiles = []*os.File{read, answer}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = read.Close(), answer.Close()
	b := &browser{t: t, to: tell, from: bufio.NewReader(listen)}
	t.Cleanup(func() {
		_, _ = io.WriteString(tell, `{"id":0,"method":"Browser.close"}`+"\x00") // if it is still there
		_ = c.Wait()
		_ = os.RemoveAll(folder)
	})
	var target struct{ TargetID string }
	b.ask("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.ask("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Network", "Log", "Runtime"} {
		b.call(domain+".enable", nil)
	}
	return b
}

// call has the browser do something and waits for its answer.
func (b *browser) call(method string, params map[string]any) json.RawMessage {
	b.t.Helper()
	b.last++
	text, err := json.Marshal(map[string]any{"id": b.last, "method": method, "params": params, "sessionId": b.session})
	if b.session == "" {
		text, err = json.Marshal(map[string]any{"id": b.last, "method": method, "params": params})
	}
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		m := b.read()
		if m.ID == 0 {
			b.events = append(b.events, m)
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error)
		}
		return m.Result
	}
}

func (b *browser) ask(method string, params map[string]any, into any) {
	b.t.Helper()
	if err := json.Unmarshal(b.call(method, params), into); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) read() message {
	b.t.Helper()
	text, err := b.from.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser ended: %v", err)
	}
	var m message
	if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m); err != nil {
		b.t.Fatal(err)
	}
	return m
}

// open shows a page and waits until it is there.
func (b *browser) open(page string) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.events = nil
	b.call("Page.navigate", map[string]any{"url": "file://" + filepath.ToSlash(file)})
	for !slices.ContainsFunc(b.events, func(m message) bool { return m.Method == "Page.loadEventFired" }) {
		b.events = append(b.events, b.read())
	}
}

// run runs a script in the page, beside its policy, and gives its value.
func (b *browser) run(script string) string {
	b.t.Helper()
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails json.RawMessage
	}
	b.ask("Runtime.evaluate", map[string]any{"expression": "String(" + script + ")", "returnByValue": true,
		"awaitPromise": true}, &out)
	if out.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", script, out.ExceptionDetails)
	}
	text, _ := out.Result.Value.(string)
	return text
}

// quiet holds that the page asked for nothing but itself, that nothing in it was refused or failed, and that nothing
// spoke up.
func (b *browser) quiet() {
	b.t.Helper()
	requests := 0
	for _, m := range b.events {
		switch m.Method {
		case "Network.requestWillBeSent":
			requests++
		case "Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening":
			b.t.Errorf("%s: %s", m.Method, m.Params)
		}
	}
	if requests != 1 {
		b.t.Errorf("%d requests, want that of the page alone", requests)
	}
}

// press presses a key as a person does.
func (b *browser) press(key string) {
	b.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": key}
		if len(key) == 1 {
			params["text"] = key
		}
		b.call("Input.dispatchKeyEvent", params)
	}
}

// TestThePageInChromium opens the page of each account, uses its search with the keyboard, follows its links, turns it
// dark and prints it.
func TestThePageInChromium(t *testing.T) {
	b := startBrowser(t)
	for _, name := range []string{"demo", "none", "gaps", "hostile", "several"} {
		b.t = t
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.open(pageOf(t, name))
			if title := b.run("document.title"); !strings.HasSuffix(title, " - vpclens") {
				t.Errorf("the title is %q", title)
			}
			if b.run("document.querySelectorAll('script').length") != "1" {
				t.Error("something made a script")
			}
			b.quiet()
		})
	}
	b.t = t
	b.open(pageOf(t, "demo"))
	shown := "document.querySelectorAll('.function:not([hidden])').length"
	all := b.run(shown)
	b.press("/")
	b.call("Input.insertText", map[string]any{"text": "checkout-api"})
	if some := b.run(shown); some == all || some == "0" {
		t.Errorf("a search for a function shows %s of %s", some, all)
	}
	if !strings.Contains(b.run("document.querySelector('output').textContent"), " of "+all+" functions") {
		t.Errorf("the search says %q", b.run("document.querySelector('output').textContent"))
	}
	if b.run("document.querySelector('.function:not([hidden])').textContent.includes('checkout-api')") != "true" {
		t.Error("what the search shows does not hold its word")
	}
	b.press("Escape")
	if b.run(shown) != all {
		t.Error("Escape does not end the search")
	}
	b.run("document.querySelector('[data-filter=\"severity=high\"]').click()")
	if b.run("[...document.querySelectorAll('.finding:not([hidden])')]"+
		".every(f => f.dataset.keys.startsWith('high|'))") != "true" || b.run(shown) == all {
		t.Error("high shows what is not high")
	}
	b.run("document.querySelector('button[type=reset]').click()")
	b.run("new Promise(done => setTimeout(done))") // a form is reset after the click
	b.run("document.querySelector('[name=text]').value = 'no such thing'," +
		"document.querySelector('.filters').dispatchEvent(new Event('input'))")
	if b.run(shown) != "0" ||
		b.run("getComputedStyle(document.querySelector('#functions > .none')).display") != "block" {
		t.Error("nothing says that nothing fits")
	}
	b.run("document.querySelector('[name=text]').value = ''," +
		"document.querySelector('.filters').dispatchEvent(new Event('input'))")

	// A link into what is folded unfolds it.
	last := "[...document.querySelectorAll('.finding')].at(-1)"
	b.run("location.hash = '#' + " + last + ".id, new Promise(done => addEventListener('hashchange', done))")
	if b.run(last+".closest('details').open") != "true" {
		t.Error("a link does not unfold what it leads to")
	}

	// Every function has its network, with its own name in it, when it is opened.
	b.run("document.querySelectorAll('.function').forEach(f => f.open = true)")
	b.run("new Promise(done => setTimeout(done))") // that it is open is told later
	if wrong := b.run("[...document.querySelectorAll('.function')].filter(f => f.querySelector('.own .name')" +
		"?.textContent !== f.querySelector('.what').textContent).map(f => f.id)"); wrong != "" {
		t.Errorf("without a drawing of their own: %s", wrong)
	}

	ground := func(scheme string) string {
		b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{
			{"name": "prefers-color-scheme", "value": scheme}}})
		return b.run("getComputedStyle(document.body).backgroundColor")
	}
	if light, dark := ground("light"), ground("dark"); light == dark {
		t.Errorf("light and dark are both %s", light)
	}
	b.quiet()
	b.prints()
}

// prints has the page printed: with all that is folded away on the screen, and without what is for screens.
func (b *browser) prints() {
	b.t.Helper()
	var pdf struct{ Data string }
	b.ask("Page.printToPDF", map[string]any{"preferCSSPageSize": true}, &pdf)
	data, err := base64.StdEncoding.DecodeString(pdf.Data)
	if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		b.t.Fatalf("no PDF: %v", err)
	}
	if folder := os.Getenv("VPCLENS_KEEP_PDF"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, "report.pdf"), data, 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		b.t.Log("NOT TESTED: what the PDF says; there is no pdftotext (poppler-utils)")
		return
	}
	c := exec.CommandContext(b.t.Context(), reader, "-", "-")
	c.Stdin = bytes.NewReader(data)
	text, err := c.Output()
	if err != nil {
		b.t.Fatal(err)
	}
	said := strings.Join(strings.Fields(string(text)), " ")
	for _, want := range []string{"Reviewed by", "Fix first", "aws ec2", "resource \"aws_", "Its network is that of"} {
		if !strings.Contains(said, want) {
			b.t.Errorf("the PDF does not say %q", want)
		}
	}
	if strings.Contains(said, "Reset") {
		b.t.Error("the PDF has what is for screens")
	}
}
