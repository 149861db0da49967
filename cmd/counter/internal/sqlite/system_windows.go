package sqlite

// handOver has nothing to do: a file has the rights of its folder here.
func handOver(string) error { return nil }
