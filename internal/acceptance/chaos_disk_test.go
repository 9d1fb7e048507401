package acceptance

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// A disk is a folder with a file system of its own, in memory.
type disk struct {
	x      *trial
	folder string
}

// confine moves a folder onto a small disk until the trial ends. still runs a
// change while nobody uses the folder.
func (x *trial) confine(folder string, still func(change func())) *disk {
	x.t.Helper()
	x.needMount()
	aside := folder + ".aside"
	still(func() {
		x.do("mv", folder, aside)
		x.do("mkdir", folder)
		x.do("mount", "-t", "tmpfs", "-o", "size=192m", "tmpfs", folder)
		x.do("cp", "-a", "--sparse=always", aside+"/.", folder)
	})
	x.t.Cleanup(func() {
		still(func() {
			x.do("rm", "-rf", aside)
			x.do("cp", "-a", "--sparse=always", folder, aside)
			x.do("umount", folder)
			x.do("rmdir", folder)
			x.do("mv", aside, folder)
		})
	})
	return &disk{x, folder}
}

// mount lays a small disk over an empty folder until the trial ends.
func (x *trial) mount(folder, size string) *disk {
	x.t.Helper()
	x.needMount()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		x.t.Fatal(err)
	}
	x.do("mount", "-t", "tmpfs", "-o", "mode=700,size="+size, "tmpfs", folder)
	x.t.Cleanup(func() { x.do("umount", folder) })
	return &disk{x, folder}
}

// grow gives the disk more room.
func (d *disk) grow(size string) { d.x.do("mount", "-o", "remount,size="+size, d.folder) }

func (d *disk) ballast() string { return filepath.Join(d.folder, "ballast") }

// fill writes until nothing more goes in.
func (d *disk) fill() {
	d.x.t.Helper()
	f, err := os.Create(d.ballast())
	if err != nil {
		d.x.t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 1<<20); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		d.x.t.Fatal(err)
	}
}

// empty makes room again.
func (d *disk) empty() {
	d.x.t.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		d.x.t.Fatal(err)
	}
}

// needMount skips what only root can do.
func (x *trial) needMount() {
	x.t.Helper()
	if os.Getuid() != 0 {
		x.skipped = "a small disk takes root to mount"
		x.t.Skip(x.skipped)
	}
}

// do runs a command of the system.
func (x *trial) do(name string, args ...string) {
	x.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		x.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}
