// Command web is Onus: the server, and the commands that run its accounts and
// its data.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// What a command ends with.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// commands is the command line. A flag with a tag "variable" can be set by that
// environment variable too.
type commands struct {
	flags
	Serve   serveCmd   `cmd:"" default:"withargs" help:"Start the server (what happens without a command)."`
	User    userCmd    `cmd:"" help:"Add an account, disable one, or let somebody in who lost their password."`
	Backup  backupCmd  `cmd:"" help:"Copy the database and every file into a folder, while the server runs."`
	Restore restoreCmd `cmd:"" help:"Make the data folder from a backup; the server must not run."`
	Verify  verifyCmd  `cmd:"" help:"Check the database, the chain of changes, and every file's hash."`
	Reindex reindexCmd `cmd:"" help:"Make the index of the search anew; the server may run."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to this version; the server does it at its start too."`
	Version versionCmd `cmd:"" help:"Print the version."`
	// ReadDocument is for the server itself.
	ReadDocument readDocumentCmd `cmd:"" hidden:""`
}

// flags are those that every command takes.
type flags struct {
	Data        string `default:"./data" placeholder:"FOLDER" variable:"ONUS_DATA" help:"Folder with onus.db and files/ (./data)."`
	DatabaseURL string `name:"database-url" placeholder:"URL" variable:"ONUS_DATABASE_URL" help:"postgres://…; without it SQLite in the data folder."`
	Addr        string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" variable:"ONUS_ADDR" help:"Where to listen (127.0.0.1:8080)."`
	PublicURL   string `name:"public-url" placeholder:"URL" variable:"ONUS_PUBLIC_URL" help:"How people reach the server, if not by the address where it listens. Cookies are Secure when it is https."`
}

// program is what a command finds around it.
type program struct {
	flags          *flags
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
}

func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, helped := commands{}, false
	parser, err := kong.New(&c, kong.Name("onus"), kong.Description("Onus, a workbench for litigation."),
		kong.Writers(stdout, stderr), kong.Exit(func(int) { helped = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Resolvers(environment(getenv)), kong.ValueFormatter(withVariable), kong.Help(help))
	if err != nil {
		return failed(stderr, err)
	}
	command, err := parser.Parse(args)
	switch {
	case helped:
		return exitDone
	case err != nil:
		fmt.Fprintf(stderr, "onus: %s (onus --help explains)\n", oneLine(err))
		return exitUsage
	}
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(&program{&c.flags, getenv, stdin, stdout, stderr}); err != nil {
		return failed(stderr, err)
	}
	return exitDone
}

func failed(stderr io.Writer, err error) int {
	fmt.Fprintln(stderr, "onus: "+oneLine(err))
	return exitFailed
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// environment reads the flags that were not given from their variables; an
// empty variable is as good as none.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := flag.Tag.Get("variable")
		if name == "" {
			return nil, nil
		}
		value := getenv(name)
		switch {
		case value == "":
			return nil, nil
		case flag.IsBool() && strings.EqualFold(value, "on"):
			return true, nil
		case flag.IsBool() && strings.EqualFold(value, "off"):
			return false, nil
		}
		return value, nil
	})
}

// withVariable is the help of a flag with the name of its variable.
func withVariable(value *kong.Value) string {
	if name := value.Tag.Get("variable"); name != "" {
		return value.Help + " [" + name + "]"
	}
	return value.Help
}

// help adds the flags of serve to the help of the whole, since serve is what
// happens without a command.
func help(options kong.HelpOptions, c *kong.Context) error {
	err := kong.DefaultHelpPrinter(options, c)
	if err != nil || c.Selected() != nil {
		return err
	}
	fmt.Fprintln(c.Stdout, "\nFlags of serve:")
	for _, child := range c.Model.Children {
		if child.Name != "serve" {
			continue
		}
		for _, flag := range child.Flags {
			fmt.Fprintf(c.Stdout, "      %s\n          %s\n", flag, withVariable(flag.Value))
		}
		_, err = fmt.Fprintf(c.Stdout, "\n%s\n", child.Detail)
	}
	return err
}
