package main

func codeOf(string) (string, bool)           { return "", false }
func (c *cli) listCodes() error              { return nil }
func (c *cli) explainCode(string) error      { return nil }
