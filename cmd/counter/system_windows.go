package main

// keepPrivate has nothing to do: Windows writes no dumps of a program unless told to,
// and a folder's files have its permissions.
func keepPrivate() {}
