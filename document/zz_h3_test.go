package document
import ("testing";"strings";"fmt";"time")
func TestZZ3(t *testing.T){
	for _,n:=range []int{1000,5000,10000} {
	deep := strings.Repeat("Content-Type: multipart/mixed; boundary=x\n\n--x\n", n) + plainPart
	s:=time.Now(); readMail(file("a.eml", crlf(deep))); fmt.Println("deep",n,time.Since(s))
	var wide strings.Builder
	wide.WriteString("Content-Type: multipart/mixed; boundary=x\n\n--x\n" + plainPart)
	for i := range n {
		fmt.Fprintf(&wide, "\n--x\nContent-Disposition: attachment; filename=%d.txt\n\nx", i)
	}
	s=time.Now(); readMail(file("a.eml", crlf(wide.String()))); fmt.Println("wide",n,time.Since(s))
	}
}
