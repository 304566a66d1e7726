// Package e2e drives Onus with a real browser.
package e2e

import (
	"errors"
	"fmt"
	"os"

	"github.com/playwright-community/playwright-go"

	"onus/db/dbtest"
)

// errNoBrowser says that the tests of this package are to be skipped. Where ONUS_REQUIRE_BROWSER is 1,
// launch fails with another error, so that they fail instead.
var errNoBrowser = errors.New("no browser: ONUS_TEST_CHROMIUM and PLAYWRIGHT_DRIVER_PATH are not set; `make test` sets both")

// launchArgs keep Chromium from talking to anything but our server. Its sandbox does not work as root.
var launchArgs = []string{
	"--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
	"--disable-background-networking", "--disable-component-update", "--disable-sync",
}

// launch starts the browser that tools/setup-tests.sh has found.
func launch() (*playwright.Playwright, playwright.Browser, error) {
	executable := os.Getenv("ONUS_TEST_CHROMIUM")
	if executable == "" || os.Getenv("PLAYWRIGHT_DRIVER_PATH") == "" {
		if os.Getenv("ONUS_REQUIRE_BROWSER") == "1" {
			return nil, nil, fmt.Errorf("ONUS_REQUIRE_BROWSER is set, but there is %s", errNoBrowser.Error())
		}
		return nil, nil, errNoBrowser
	}
	pw, err := playwright.Run(&playwright.RunOptions{SkipInstallBrowsers: true})
	if err != nil {
		return nil, nil, err
	}
	env := map[string]string{}
	for _, name := range []string{"PATH", "HOME", "TMPDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env[name] = v
		}
	}
	env["LC_ALL"] = "C.UTF-8" // else a downloaded file loses a name that is not ASCII
	browser, err := pw.Chromium.Launch(playwright.BrowserTypeLaunchOptions{
		ExecutablePath: &executable,
		Args:           launchArgs,
		Env:            env,
	})
	if err != nil {
		return nil, nil, errors.Join(err, pw.Stop())
	}
	dbtest.Report("Chromium " + browser.Version())
	return pw, browser, nil
}
