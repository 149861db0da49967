package markdown
import ("testing";"bytes";"fmt";"time";"syscall")
func cpu() time.Duration { var r syscall.Rusage; syscall.Getrusage(0, &r); return time.Duration(r.Utime.Nano()+r.Stime.Nano()) }
func TestZZ(t *testing.T){
	c:=New()
	for _,s:=range shapes{
		adm:=func(n int)bool{ b:=[]byte(s.make(n)); b=b[:min(len(b),maxBody)]; p:=&page{sink:sink{new(bytes.Buffer)},src:Source{Text:b},body:b}; _,ok:=p.admit(); return ok}
		lo,hi:=1000,maxBody
		if adm(hi){lo=hi}else{ for hi-lo>50 { if m:=(lo+hi)/2; adm(m){lo=m}else{hi=m}}}
		b:=[]byte(s.make(lo)); b=b[:min(len(b),maxBody)]
		st:=cpu(); c.Convert(new(bytes.Buffer),Source{Text:b},asWritten); d:=cpu()-st
		if d>100*time.Millisecond { fmt.Println(s.name,len(b),d) }
	}
}
