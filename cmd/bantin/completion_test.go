package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bantin/cmd/internal/gate"
)

// shells complete two words each with the script that the program prints, as its help
// says to install it. zsh does so at a terminal only, which another zsh plays.
var shells = map[string]string{
	"bash": `
		source /usr/share/bash-completion/bash_completion
		source <(bantin completion bash)
		complete -p bantin
		completed() { COMP_WORDS=($1) COMP_CWORD=$2 COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9; __start_bantin; echo "${COMPREPLY[@]}"; }
		completed 'bantin expl' 1
		completed 'bantin explain header-quote-i' 2`,
	"fish": `
		bantin completion fish | source
		complete -C 'bantin expl'
		complete -C 'bantin explain header-quote-i'`,
	"zsh": `
		bantin completion zsh >_bantin
		zmodload zsh/zpty
		zpty typing 'TERM=dumb zsh -f -i'
		zpty -w typing 'fpath=($PWD $fpath); autoload -U compinit && compinit -u -D; print READ""Y'
		zpty -r typing out '*READY*'
		zpty -w -n typing $'bantin expl\t'
		zpty -r typing out '*explain *'
		print -r -- $out
		zpty -w -n typing $'header-quote-i\t'
		zpty -r typing out '*inner*'
		print -r -- $out`,
}

func TestShellsCompleteWhatIsTyped(t *testing.T) {
	bin := filepath.Dir(mustProgram(t))
	for shell, script := range shells {
		t.Run(shell, func(t *testing.T) {
			gate.Need(t, shell)
			if _, err := os.Stat("/usr/share/bash-completion/bash_completion"); err != nil && shell == "bash" {
				gate.Skip(t, "bash-completion is not installed")
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Minute) // zsh waits for what it wants to see
			defer stop()
			cmd := exec.CommandContext(ctx, shell, "-c", script)
			cmd.Dir = t.TempDir()
			cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+cmd.Dir, "LC_ALL=C.UTF-8")
			out, err := cmd.Output()
			if err != nil || !strings.Contains(string(out), "explain") || !strings.Contains(string(out), "header-quote-inner") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
