package sample

// The stock of phrases. "{ai}" in one stands for any phrase of that name in
// phrases, "{Ai}" for the same with a capital; "{số}", "{ít}" and "{bài}" for a
// number (of two digits, of one, the article's), "{đề tài}" and "{ở đây}" for
// the article's own subject and place. All places and people are made up and
// say so: "đơn vị mẫu A".

// headlines are what follows the article's mark in its title.
var headlines = []string{
	"{Cơ quan} {ở đây} giám sát {đề tài}",
	"{Cơ quan} {ở đây} khảo sát {đề tài}",
	"{Cơ quan} làm việc với {ở đây} về {đề tài}",
	"{Cơ quan} cho ý kiến về {đề tài} tại {ở đây}",
	"{Cơ quan} {ở đây} họp bàn về {đề tài}",
	"{Ở đây} tiếp xúc cử tri trước kỳ họp: nhiều ý kiến về {đề tài}",
	"{Ở đây} tiếp xúc cử tri sau kỳ họp, trao đổi về {đề tài}",
	"{Ở đây} tổng kết {kỳ}: chuyển biến trong {đề tài}",
	"{Ở đây} lấy ý kiến Nhân dân về {đề tài}",
	"{Ở đây} hướng dẫn người dân góp ý về {đề tài}",
	"{Ở đây} công khai kết quả {kỳ} về {đề tài}",
	"{Ở đây}: ký kết chương trình phối hợp về {đề tài}",
	"Kỳ họp thường lệ {ở đây} thảo luận về {đề tài}",
	"Phiên giải trình tại {ở đây} tập trung vào {đề tài}",
	"Hội nghị chuyên đề “Trao đổi về {đề tài}” tại {ở đây}",
	"Tập huấn đại biểu {ở đây}: kỹ năng giám sát {đề tài}",
	"Tái giám sát tại {ở đây}: {đề tài} đã có chuyển biến",
	"Cử tri {ở đây} quan tâm đến {đề tài}",
	"Thông báo lịch họp {kỳ} của {ở đây} về {đề tài}",
	"Góp ý dự thảo nghị quyết về {đề tài} tại {ở đây}",
	"Chất vấn và trả lời chất vấn về {đề tài} tại {ở đây}",
	"Đổi mới cách giám sát {đề tài}: kinh nghiệm của {ở đây}",
	"Đối thoại với Nhân dân {ở đây} về {đề tài}",
	"Hỏi và đáp: {đề tài} tại {ở đây}",
}

// disclaimers open every body.
var disclaimers = []string{
	"Đây là bài mẫu số {bài} do máy sinh ra để thử trang tin, không phải tin tức; mọi đơn vị, sự việc và con số đều là giả định.",
	"Bài mẫu số {bài} được sinh tự động làm dữ liệu thử, không nói về cơ quan hay con người có thật nào.",
	"Dữ liệu sinh tự động, bài số {bài}: nội dung dưới đây chỉ để thử giao diện và tốc độ, không phản ánh sự việc có thật.",
	"Nội dung này (bài mẫu số {bài}) do chương trình ghép ra từ các câu soạn sẵn nhằm kiểm thử trang, xin đừng dẫn lại như tin tức.",
	"Bài số {bài} thuộc bộ dữ liệu mẫu sinh tự động; tên đơn vị và số liệu trong bài không có thật.",
}

var summaries = []string{
	"{Khi}, {cơ quan} {ở đây} đã làm việc về {đề tài}; {điều}.",
	"{Cơ quan} {ở đây} đề nghị {việc} và {việc} nhằm {lợi}.",
	"Tại {ở đây}, {ai} cho rằng {điều}, đồng thời đề nghị {việc}.",
	"Buổi làm việc về {đề tài} ghi nhận {số} ý kiến: {điều}, song {khó}.",
	"{Ở đây} sẽ {việc}, {việc} trong {kỳ} để {lợi}.",
	"Qua trao đổi về {đề tài}, {ai} {nêu} {điều}.",
	"Dù {khó}, {ở đây} vẫn cố gắng {việc}, hướng tới {lợi}.",
	"Nội dung chính gồm kết quả {kỳ}, những điểm còn vướng và hướng {việc} tại {ở đây}.",
}

var authors = []string{
	"Biên tập viên mẫu {ít}",
	"Phóng viên mẫu {ít}",
	"Cộng tác viên mẫu {ít}",
	"Tổ nội dung mẫu số {ít}",
	"Tin, ảnh: Biên tập viên mẫu {ít}",
}

// keywords stand in order of frequency. "(mẫu)" keeps them apart from the
// site's own keywords.
var keywords = []string{
	"Hội đồng nhân dân (mẫu)", "Giám sát (mẫu)", "Tiếp xúc cử tri (mẫu)", "Kỳ họp (mẫu)", "Kiến nghị cử tri (mẫu)",
	"Nghị quyết (mẫu)", "Đô thị (mẫu)", "Ngân sách (mẫu)", "Giáo dục (mẫu)", "Khảo sát (mẫu)",
	"Công tác phối hợp (mẫu)", "Cải cách hành chính (mẫu)", "Môi trường (mẫu)", "Đầu tư công (mẫu)", "Y tế (mẫu)",
	"Chất vấn (mẫu)", "Tiếp công dân (mẫu)", "Văn hóa - xã hội (mẫu)", "An sinh xã hội (mẫu)", "Trật tự đô thị (mẫu)",
	"Pháp chế (mẫu)", "Chuyển đổi số (mẫu)", "Phản biện xã hội (mẫu)", "Tổ đại biểu (mẫu)", "Giao thông (mẫu)",
	"Phòng cháy, chữa cháy (mẫu)", "Quy hoạch (mẫu)", "Đất đai (mẫu)", "Người cao tuổi (mẫu)", "Trẻ em (mẫu)",
	"Thanh niên (mẫu)", "Việc làm (mẫu)", "Nước sạch (mẫu)", "Thoát nước (mẫu)", "Cây xanh (mẫu)",
	"Chợ dân sinh (mẫu)", "An toàn thực phẩm (mẫu)", "Di tích (mẫu)", "Thư viện (mẫu)", "Nhà văn hóa (mẫu)",
	"Hòa giải cơ sở (mẫu)", "Dân chủ cơ sở (mẫu)", "Bình đẳng giới (mẫu)", "Chung cư cũ (mẫu)", "Lưu trữ hồ sơ (mẫu)",
	"Tập huấn (mẫu)", "Giải trình (mẫu)",
}

const commonKeyword = "Dữ liệu mẫu"

// rareKeywords are told apart by a number that follows.
var rareKeywords = []string{
	"Hồ sơ mẫu", "Kiến nghị mẫu", "Chuyên đề mẫu", "Tổ dân phố mẫu", "Công trình mẫu", "Ngõ mẫu", "Dự án mẫu",
	"Phiên họp mẫu", "Văn bản mẫu", "Tuyến phố mẫu", "Nhà văn hóa mẫu", "Khu tập thể mẫu", "Trường học mẫu",
	"Câu hỏi mẫu", "Đợt khảo sát mẫu", "Kế hoạch mẫu", "Mô hình mẫu", "Điểm chợ mẫu", "Vườn hoa mẫu",
}

// headings stand above every other paragraph in two of five bodies.
var headings = []string{
	"Những việc đã làm", "Kết quả bước đầu", "Ý kiến tại buổi làm việc", "Cử tri quan tâm điều gì", "Khó khăn, vướng mắc",
	"Nguyên nhân và bài học", "Nhiệm vụ thời gian tới", "Giải pháp được đề xuất", "Kiến nghị với các cơ quan",
	"Bước tiếp theo", "Cách làm của {nơi}", "Trao đổi và thảo luận", "Nội dung giám sát {kỳ}", "Tiến độ thực hiện",
	"Phân công trách nhiệm", "Thông tin dành cho người dân", "Phát biểu kết luận", "Từ thực tế {nơi}",
	"Việc cần làm ngay", "Số liệu giả định {kỳ}", "Vai trò của các tổ đại biểu", "Đánh giá chung",
}

var lists = []string{
	"\n\nĐoàn đề nghị {ở đây} tập trung các việc sau:\n\n- {Việc};\n- {Việc};\n- {Việc};\n- {Việc}.",
	"\n\nTrong {kỳ}, các bên thống nhất:\n\n- {Việc};\n- {Việc};\n- {Việc}.",
	"\n\nCác kiến nghị được ghi vào biên bản gồm:\n\n1. {Việc};\n2. {Việc};\n3. {Việc}.",
	"\n\nNgười dân có thể theo dõi những nội dung:\n\n- {Việc};\n- {Việc};\n- {Việc};\n- {Việc};\n- {Việc}.",
	"\n\nChương trình phối hợp nêu rõ {ở đây} cần:\n\n1. {Việc};\n2. {Việc};\n3. {Việc};\n4. {Việc}.",
	"\n\nTrước mắt, {cơ quan} sẽ:\n\n- {Việc};\n- {Việc};\n- {Việc};\n- {Việc}.",
	"\n\nKế hoạch của {ở đây} gồm các bước:\n\n- {Việc};\n- {Việc};\n- {Việc}.",
}

var bolds = []string{
	" **Lưu ý:** bài mẫu chỉ dùng để thử; {điều}.",
	" **Trọng tâm {kỳ}:** {việc} và {việc}.",
	" **Ý kiến đáng chú ý:** {điều}, tuy vậy {khó}.",
	" Kết luận buổi làm việc yêu cầu **{việc}** trước {kỳ}.",
	" Điều được nhắc lại nhiều lần là phải **{việc}** để {lợi}.",
	" **Đầu mối theo dõi:** {cơ quan} {ở đây}, phối hợp với {ai}.",
}

var links = []string{
	" Mẫu phiếu góp ý đặt tại [trang thử nghiệm](https://example.org/mau/{bài}), không thu thập dữ liệu.",
	" Tài liệu giả định của buổi làm việc có ở [địa chỉ ví dụ](https://example.org/tai-lieu/{bài}.html).",
	" Xem thêm [bản hướng dẫn mẫu](https://example.org/huong-dan?bai={bài} \"Trang ví dụ\") trước khi gửi ý kiến.",
	" Lịch họp mẫu được nhắc lại tại <https://example.org/lich/{bài}>.",
}

// blocks are what a body may have behind a paragraph, and in how many articles
// of a hundred.
var blocks = []struct {
	percent int
	phrases []string
}{{35, bolds}, {30, links}, {5, footnotes}, {30, lists}, {5, tables}}

// earlier introduces a link to another article, in one of five bodies.
var earlier = []string{"Bài trước:", "Xem lại:", "Nội dung liên quan đã đăng:", "Đọc thêm trong bộ dữ liệu mẫu:"}

var footnotes = []string{
	"[^1]\n\n[^1]: Con số sinh ngẫu nhiên, chỉ để thử cách trình bày chú thích.",
	"[^1]\n\n[^1]: Tên {nơi} là giả định, không ứng với địa danh nào.",
	"[^1]\n\n[^1]: Theo {giấy} giả định của {nơi}, {kỳ}.",
	"[^1]\n\n[^1]: Cách tính này chỉ dùng cho dữ liệu mẫu của {nơi}.",
}

var tables = []string{
	"\n\n| Nội dung | Đã xong | Đang làm |\n| --- | ---: | ---: |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |",
	"\n\n| Nhóm kiến nghị | Tiếp nhận | Đã trả lời |\n| --- | ---: | ---: |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |",
	"\n\n| Đầu việc | Kế hoạch | Thực hiện |\n| --- | ---: | ---: |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |",
	"\n\n| Hạng mục giả định | Quý trước | Quý này |\n| --- | ---: | ---: |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |\n| {Chuyện} | {số} | {số} |",
}

// plans are the courses a body may take through paragraphs.
var plans = [][]int{{0, 1, 2, 3, 5}, {0, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 5}, {0, 1, 1, 2, 3, 4, 5}, {0, 1, 2, 2, 3, 4, 5}}

// paragraphs holds, for each place in the course of an article, the sentences
// that may stand there.
var paragraphs = [][]string{
	{ // what happened
		"{Khi}, {cơ quan} {ở đây} đã tổ chức buổi làm việc về {đề tài} với sự tham gia của {ai} và {ai}.",
		"{Khi}, {ở đây} mở hội nghị trao đổi về {đề tài}, thu hút {số} lượt ý kiến từ {ai}.",
		"Thực hiện {giấy}, {cơ quan} đến {ở đây} tìm hiểu {đề tài}, đi thực tế tại {ít} địa điểm rồi nghe báo cáo.",
		"Buổi làm việc diễn ra trong khoảng {ít} giờ, phần lớn thời gian dành cho trao đổi trực tiếp với {ai}.",
		"Trước đó, tài liệu gồm {giấy} và {giấy} đã được gửi đến các thành viên để nghiên cứu.",
		"Mở đầu, {ai} giới thiệu tóm tắt {giấy}, nêu những điểm mới so với {kỳ}.",
		"Tham gia đoàn có {ai}, {ai} cùng {số} hộ gia đình được mời đến góp ý.",
		"Đoàn chia thành {ít} nhóm: một nhóm xem {giấy}, các nhóm còn lại gặp {ai} tại {nơi}.",
		"Không khí trao đổi cởi mở, {ai} được mời nói trước để các đơn vị lắng nghe và giải đáp.",
		"Ngoài {đề tài}, chương trình còn dành thời gian nghe thông tin nhanh về {chuyện}.",
		"{Cơ quan} cho biết đây là lần làm việc thứ {ít} trong năm xoay quanh nội dung này, lần gần nhất là {kỳ} tại {nơi}.",
		"Theo {giấy}, phạm vi xem xét gồm {ở đây} và một phần {nơi}, thời gian tính từ {kỳ}.",
		"Người dự họp được phát phiếu góp ý ngắn, có thể ghi tên hoặc để trống, và gửi lại ban tổ chức khi ra về.",
		"Phần trình bày của {ở đây} đi thẳng vào ba câu hỏi: đã làm gì, còn vướng gì và cần ai giúp.",
		"Địa điểm họp được bố trí gần khu dân cư để {ai} thuận tiện đi lại.",
		"Chủ trì buổi làm việc, {ai} đề nghị mọi người nói ngắn, nói rõ, tránh lặp lại {giấy}.",
		"Trong buổi sáng, đoàn đi bộ qua {ít} ngõ của {nơi}, ghi lại những điểm mà {ai} đã phản ánh.",
		"Lịch làm việc được niêm yết trước {ít} ngày tại nhà văn hóa và đăng trên trang tin mẫu.",
	},
	{ // what was achieved
		"Báo cáo của {ở đây} cho thấy {điều}; so với {kỳ}, các mặt công tác được triển khai {mức}.",
		"Đến nay, {nơi} đã {việc}, {việc}, nhờ đó {điều}.",
		"Trong {số} đầu việc đặt ra, quá nửa đã hoàn thành; phần còn lại được giao {cơ quan} theo dõi.",
		"Một số mô hình nhỏ tại {nơi} được {ai} đánh giá là thiết thực, có thể làm theo mà không tốn nhiều kinh phí.",
		"Nhờ {việc}, {điều} và {ai} bớt phải đi lại nhiều lần.",
		"Cùng với đó, {ở đây} chủ động {việc}, kết hợp {việc} vào những ngày cuối tuần.",
		"Riêng {chuyện} được thực hiện {mức}, {ai} ghi nhận nhiều thay đổi có thể nhìn thấy.",
		"Các cuộc họp tổ dân phố mẫu dành thời gian nói về {đề tài}, mỗi cuộc có trên {số} người dự.",
		"{Cơ quan} đã gửi {số} câu hỏi, nhận đủ trả lời và lập thành {giấy} để tiện tra cứu.",
		"Về nhân lực, {nơi} phân công {ai} phụ trách, đồng thời {việc}.",
		"Công tác phối hợp với {nơi} được duy trì {mức}, góp phần {lợi}.",
		"Những việc dễ thấy nhất là {việc} và {việc}, đều xuất phát từ góp ý của {ai}.",
		"Sau {ít} tuần, {điều}, dù một vài chỗ vẫn cần chỉnh lại cho hợp thực tế.",
		"Bên cạnh kết quả chung, {nơi} còn thử {việc} theo hình thức luân phiên giữa các tổ.",
		"Thông tin về tiến độ được cập nhật {mức}, {ai} có thể xem bất cứ lúc nào.",
		"Tính chung {kỳ}, {ở đây} tiếp nhận {số} phản ánh, trong đó {ít} việc được giải quyết ngay tại chỗ.",
		"Kinh phí cho {chuyện} được cân đối từ đầu năm, chi đúng nội dung và công khai tại {nơi}.",
		"Khâu chuẩn bị tốt hơn trước: {giấy} được hoàn thiện sớm, {ai} có thời gian góp ý.",
	},
	{ // what people said
		"{Ai} {nêu} {điều}, song cũng thừa nhận {khó}.",
		"Một ý kiến từ {nơi} {nêu} {điều} và mong muốn {cơ quan} sớm {việc}.",
		"Trả lời câu hỏi của {ai}, {cơ quan} {nêu} {điều}.",
		"{Ai} đề nghị {việc}, bởi theo họ, tình trạng {khó} đã kéo dài từ {kỳ}.",
		"Từ kinh nghiệm của {nơi}, {ai} {nêu} muốn {lợi} thì trước hết phải {việc}.",
		"Cùng quan điểm, {ai} bổ sung rằng cần {việc}, không để tình trạng {khó} lặp lại.",
		"Có ý kiến khác cho rằng chưa nên vội {việc} khi {khó}.",
		"Liên quan đến {chuyện}, {ai} hỏi vì sao {khó} và bao giờ có câu trả lời cụ thể.",
		"Nhiều người tán thành cách làm của {nơi}: {việc}, rồi mới {việc}.",
		"{Ai} kể lại việc đã gửi ý kiến {ít} lần; lần này họ hy vọng {ở đây} sẽ {việc}.",
		"Phần lớn phát biểu xoay quanh hai điểm: {khó}; cần {việc} càng sớm càng tốt.",
		"Ở góc độ khác, {ai} {nêu} {điều}, vì vậy nên giữ cách làm hiện nay.",
		"Một số cử tri trẻ gợi ý báo tin về {chuyện} qua ứng dụng, còn {ai} vẫn thích nhận thông báo trên giấy.",
		"Ghi nhận các ý kiến, {cơ quan} hứa sẽ {việc} và báo lại trước {kỳ}.",
		"{Ai} nhắc rằng {đề tài} không thể làm xong trong một sớm một chiều, nhưng từng bước phải rõ ràng.",
		"Tại {nơi}, {ai} nói vui rằng chỉ cần {việc} là mọi người đã yên tâm một nửa.",
		"Câu hỏi về {chuyện} được nêu ba lần, cho thấy đây là điều {ai} thực sự quan tâm.",
		"Đại diện {nơi} xin tiếp thu, đồng thời giải thích rằng {khó}.",
	},
	{ // what is in the way
		"Tuy nhiên, {khó}; bên cạnh đó, {khó} nên tiến độ có lúc chậm lại.",
		"Nguyên nhân chủ yếu là {khó}, trong khi {ai} chưa nắm hết quy trình.",
		"Qua xem xét {giấy}, đoàn nhận thấy {khó}, nhất là tại {nơi}.",
		"Việc {việc} ở {nơi} còn lúng túng vì {khó}.",
		"Đáng chú ý, {khó}, dẫn đến việc {ai} phải chờ thêm {ít} ngày.",
		"Hạn chế này đã được nêu từ {kỳ} nhưng đến nay chưa dứt: {khó}.",
		"Nếu không {việc}, rất có thể tình trạng {khó} sẽ còn kéo dài sang {kỳ}.",
		"Một vướng mắc khác đến từ {chuyện}: {khó}, phải xin ý kiến nhiều nơi.",
		"Ở vài chỗ, {điều} nhưng cách ghi chép chưa thống nhất nên khó so sánh giữa các kỳ.",
		"Sự phối hợp giữa {ở đây} và {nơi} đôi khi chưa nhịp nhàng, {giấy} đến muộn {ít} ngày.",
		"Thời tiết và mặt bằng cũng ảnh hưởng: có {ít} tuần liền {ai} không thể {việc} như dự kiến.",
		"Đoàn lưu ý sự khác nhau giữa {giấy} và thực tế: trên giấy {điều}, ngoài hiện trường thì chưa hẳn.",
		"Về chủ quan, khâu theo dõi chưa chặt; về khách quan, {khó}.",
		"Điều {ai} băn khoăn nhất là {khó} mà chưa rõ ai chịu trách nhiệm trả lời.",
		"Cũng cần nói thêm, {khó}; đây là tình trạng chung của nhiều đơn vị mẫu.",
		"Số lượng {giấy} nhiều, biểu mẫu lại thay đổi {ít} lần khiến {ai} mất thời gian làm quen.",
	},
	{ // what shall be done
		"Thời gian tới, {ở đây} cần {việc}, {việc} và báo cáo kết quả trước {kỳ}.",
		"{Cơ quan} được giao {việc}; {ai} phối hợp theo dõi, hằng quý có đánh giá.",
		"Giải pháp được nhiều người đồng tình là {việc}, qua đó {lợi}.",
		"Về lâu dài, phải {việc} thì mới {lợi}.",
		"Để {lợi}, đoàn kiến nghị {nơi} {việc} ngay trong {kỳ}.",
		"Song song với {chuyện}, các đơn vị sẽ {việc} theo lộ trình {ít} bước.",
		"Mỗi nội dung đều có người phụ trách, thời hạn và cách kiểm tra; {giấy} là căn cứ để đối chiếu.",
		"Những kiến nghị thuộc thẩm quyền cấp trên được tổng hợp vào {giấy}, chuyển đi chậm nhất sau {số} ngày.",
		"Trước khi {việc}, {ở đây} sẽ lấy ý kiến {ai} bằng phiếu và qua cuộc họp tổ dân phố mẫu.",
		"Trường hợp {khó}, {cơ quan} sẽ tổ chức làm việc lại để tháo gỡ.",
		"Kinh nghiệm của {nơi} cho thấy nên bắt đầu từ việc nhỏ như {việc}, rồi nhân rộng sau {ít} tháng.",
		"{Ở đây} cũng dự kiến {việc} nhằm {lợi}; {ai} sẽ được mời góp ý.",
		"Công tác tuyên truyền tiếp tục được đổi mới: ngắn gọn hơn, dùng nhiều hình ảnh, kèm theo đó là {việc}.",
		"Trong quý tới, việc đầu tiên là {việc}; tiếp đó {ai} cùng rà lại {giấy}.",
		"Nguồn lực còn hạn chế nên thứ tự ưu tiên là: {việc}, sau đó mới đến {chuyện}.",
		"Nếu thuận lợi, đến {kỳ} có thể {việc}, góp phần {lợi}.",
	},
	{ // how it ended
		"Kết luận, {ai} ghi nhận {điều}, yêu cầu {ở đây} tiếp tục {việc}.",
		"Phát biểu cuối buổi, {ai} cảm ơn các ý kiến đóng góp và đề nghị {việc}.",
		"Biên bản được đọc lại tại chỗ, có chữ ký của {ai} và lưu cùng {giấy}.",
		"Kết quả làm việc sẽ được đưa vào {giấy}, trình bày tại kỳ họp gần nhất.",
		"{Cơ quan} sẽ trở lại {ở đây} vào {kỳ} để xem các cam kết được thực hiện đến đâu.",
		"Mọi góp ý tiếp theo về {đề tài} xin gửi đến {nơi} trong {số} ngày kể từ khi thông báo được niêm yết.",
		"Đoàn thống nhất chọn {chuyện} làm nội dung trao đổi tiếp theo, dự kiến tại {nơi}.",
		"Buổi làm việc khép lại khi {ai} thống nhất được {ít} việc cần ưu tiên, đứng đầu là {việc}.",
		"Với tinh thần cầu thị, {ở đây} khẳng định sẽ {việc} để {lợi}.",
		"Thông báo kết luận dài {ít} trang, giao {ai} đôn đốc và báo cáo định kỳ.",
		"Các bên hẹn gặp lại sau {ít} tuần, khi {giấy} đã được hoàn thiện.",
		"Cuối cùng, {ai} mong {đề tài} sẽ tiếp tục được quan tâm trong {kỳ}.",
		"Tổng hợp chung, {điều}; những điểm chưa rõ sẽ được trả lời bằng văn bản.",
		"Sau buổi làm việc, {ai} nán lại xem bản đồ {nơi} và góp thêm {ít} ý kiến bên lề.",
	},
}

var phrases = map[string][]string{
	"cơ quan": {
		"Thường trực Hội đồng nhân dân", "Ban Pháp chế", "Ban Kinh tế - Ngân sách", "Ban Văn hóa - Xã hội", "Ban Đô thị",
		"tổ đại biểu số {ít}", "đoàn giám sát", "đoàn khảo sát", "Văn phòng Hội đồng nhân dân", "bộ phận tiếp công dân",
		"tổ giúp việc", "Ủy ban Mặt trận Tổ quốc", "tổ thư ký kỳ họp", "nhóm nghiên cứu chuyên đề", "ban công tác Mặt trận",
	},
	"nơi": {
		"đơn vị mẫu A", "đơn vị mẫu B", "đơn vị mẫu C", "đơn vị mẫu D", "đơn vị mẫu E", "đơn vị mẫu G", "đơn vị mẫu H",
		"đơn vị mẫu K", "đơn vị mẫu M", "đơn vị mẫu N", "phường mẫu {ít}", "phường mẫu số {số}", "xã mẫu {ít}", "xã mẫu số {số}",
		"khu dân cư mẫu {ít}", "cụm dân cư mẫu {số}", "địa bàn mẫu {ít}",
	},
	"chuyện": topics,
	"khi": {
		"sáng đầu tuần", "chiều cuối tuần", "vừa qua", "mới đây", "trong {tháng}", "những ngày đầu {tháng}", "trung tuần {tháng}",
		"cuối {tháng}", "ngay sau kỳ họp thường lệ", "trước thềm kỳ họp giữa năm", "theo kế hoạch năm", "sau đợt khảo sát {tháng}",
		"tiếp nối chương trình đã ký", "trong khuôn khổ đợt tiếp xúc cử tri", "sau {ít} tuần chuẩn bị",
	},
	"tháng": {
		"tháng 1", "tháng 2", "tháng 3", "tháng 4", "tháng 5", "tháng 6", "tháng 7", "tháng 8", "tháng 9", "tháng 10",
		"tháng 11", "tháng 12",
	},
	"kỳ": {
		"{tháng}", "{tháng}", "{tháng}", "quý I", "quý II", "quý III", "quý IV",
	},
	"ai": {
		"đại diện các tổ dân phố", "các đại biểu", "cử tri cao tuổi", "người dân sống quanh khu vực", "cán bộ chuyên môn",
		"thành viên đoàn", "trưởng các ban", "đại diện nhà trường", "ban quản lý chợ mẫu", "các hộ kinh doanh",
		"tổ công nghệ cộng đồng", "đoàn viên thanh niên", "hội viên phụ nữ", "cựu chiến binh", "người lao động tự do",
		"chủ đầu tư giả định", "đơn vị thi công mẫu", "ban giám sát đầu tư của cộng đồng", "công chức một cửa", "tổ hòa giải",
		"phụ huynh học sinh", "cộng tác viên dân số", "nhân viên y tế cơ sở", "đại diện Mặt trận", "chuyên gia độc lập",
		"ban quản trị tòa nhà mẫu", "lực lượng bảo vệ dân phố", "bộ phận tài chính", "cán bộ địa chính", "người được hỏi ý kiến",
		"hội người cao tuổi", "ban đại diện cha mẹ học sinh", "những hộ mới chuyển đến", "chủ trì cuộc họp", "tổ thư ký",
	},
	"nêu": {
		"cho rằng", "nhấn mạnh rằng", "lưu ý rằng", "phản ánh rằng", "chia sẻ rằng", "nêu quan điểm rằng", "đánh giá rằng",
		"phân tích rằng", "thông tin rằng", "khẳng định rằng", "nhận định rằng", "bày tỏ rằng", "làm rõ rằng", "thẳng thắn nói rằng",
	},
	"mức": {
		"thường xuyên hơn", "đúng hẹn", "nghiêm túc", "thiết thực", "theo đúng trình tự",
		"có trọng tâm", "từng bước một", "đầy đủ hơn trước", "linh hoạt", "kịp thời", "chu đáo", "sát với thực tế", "đều đặn",
		"bài bản", "chặt chẽ", "ổn định",
	},
	"giấy": {
		"kế hoạch giám sát", "báo cáo chuyên đề", "biên bản làm việc", "bảng tổng hợp kiến nghị", "dự thảo nghị quyết",
		"tờ trình", "chương trình phối hợp", "sổ theo dõi công việc", "phiếu lấy ý kiến", "thông báo kết luận", "bản cam kết",
		"đề cương khảo sát", "danh mục công trình", "hồ sơ nghiệm thu", "quy chế hoạt động", "công văn trả lời", "bản đồ hiện trạng",
		"dự toán chi tiết", "lịch tiếp công dân", "báo cáo giải trình", "phụ lục số liệu", "bản thuyết minh", "tập tài liệu kỳ họp",
	},
	"việc": {
		"rà soát danh mục công trình đang thi công", "cập nhật số liệu vào hệ thống dùng chung", "công khai tiến độ tại nhà văn hóa",
		"phân công một đầu mối chịu trách nhiệm", "lập kế hoạch kiểm tra theo từng quý", "trả lời kiến nghị bằng văn bản",
		"bố trí thêm người trực vào giờ cao điểm", "bổ sung biển chỉ dẫn ở các ngõ", "đối chiếu hồ sơ với hiện trường",
		"mời người dân tham gia nghiệm thu", "rút ngắn thời gian tiếp nhận giấy tờ", "mở lớp tập huấn ngắn ngày",
		"sắp xếp lại lịch tiếp công dân", "thay các tấm nắp cống hỏng", "lắp thêm đèn ở những đoạn tối", "vệ sinh sân chơi hằng tuần",
		"thống nhất mẫu báo cáo giữa các đơn vị", "làm rõ nguồn vốn cho từng hạng mục", "gửi tài liệu họp bằng bản điện tử",
		"niêm yết số điện thoại đường dây nóng", "theo dõi việc thực hiện sau kết luận", "tổ chức đối thoại với từng nhóm hộ",
		"kiểm kê tài sản công đang cho mượn", "trồng bù cây đã gãy đổ", "duy trì ngày thứ bảy dọn vệ sinh chung",
		"phát phiếu khảo sát đến từng hộ", "số hóa các tập hồ sơ cũ", "hướng dẫn nộp hồ sơ trực tuyến", "khoanh vùng nơi hay ngập",
		"nạo vét rãnh thoát nước trước mùa mưa", "kẻ lại vạch cho người đi bộ", "bố trí điểm trông xe tạm",
		"lập nhóm trao đổi giữa các tổ trưởng", "tách riêng phần việc thuộc thẩm quyền cấp trên", "báo trước lịch cắt nước, cắt điện",
		"chấm điểm định kỳ từng nội dung", "bảo dưỡng bình chữa cháy ở hành lang", "diễn tập thoát nạn cùng cư dân",
		"tư vấn chính sách tại nơi làm việc", "đưa sách về các điểm đọc", "hỗ trợ hộ khó khăn sửa nhà",
		"khám sức khỏe định kỳ cho người cao tuổi", "kết nối cơ sở dạy nghề với thanh niên", "giữ nguyên mặt bằng cho trường học",
		"điều chỉnh dự toán cho sát thực tế", "thông báo kết quả trên loa và trên trang tin", "xử lý dứt điểm việc tồn từ năm trước",
		"ghi âm và lưu lại ý kiến phát biểu", "rà lại quy trình tiếp nhận phản ánh", "khen những tổ làm tốt",
		"chọn một tuyến phố làm thử", "lấy mẫu nước kiểm tra hằng tháng", "vận động các hộ phân loại rác", "ký cam kết giữ vỉa hè thông thoáng",
		"tổng hợp câu hỏi trước phiên chất vấn", "cử người dự họp cùng tổ dân phố", "xác định rõ ranh giới quản lý",
		"đặt thùng thu pin và bóng đèn cũ", "mở cửa nhà văn hóa vào buổi tối", "lùi thời hạn góp ý thêm vài ngày",
	},
	"khó": {
		"mặt bằng thi công còn chật hẹp", "hồ sơ cũ bị thất lạc một phần", "nhân sự phải kiêm nhiệm nhiều việc",
		"quy định giữa các văn bản chưa khớp nhau", "kinh phí được cấp chậm so với kế hoạch", "một số hộ chưa đồng thuận về phương án",
		"việc trả lời còn chung chung", "số liệu giữa hai bộ phận chênh lệch", "thiết bị xuống cấp mà chưa được thay",
		"thời hạn giải quyết bị lùi nhiều lần", "người dân chưa quen nộp hồ sơ trên mạng", "hệ thống thoát nước cũ quá tải khi mưa lớn",
		"chỗ để xe thiếu vào buổi tối", "rác để sai giờ vẫn tái diễn", "ranh giới quản lý giữa hai nơi chưa rõ",
		"thông báo đến muộn hơn lịch họp", "chưa có chế tài đủ mạnh với vi phạm nhỏ", "việc duy tu phụ thuộc vào nguồn vốn cấp trên",
		"tài liệu gửi sát ngày họp", "sân chơi bị chiếm dụng ngoài giờ", "đèn đường hỏng chậm được sửa",
		"lực lượng chuyên môn còn mỏng", "cách hiểu về tiêu chí chưa giống nhau", "nhà văn hóa mở cửa ít giờ",
		"nhiều kiến nghị trùng nhau gây khó tổng hợp", "công tác phối hợp có lúc chưa chặt", "đường ống cũ hay rò rỉ",
		"một vài tổ chưa có trưởng ban mới", "phương án dự phòng chưa được tập dượt", "chi phí vận hành tăng theo mùa",
		"nhà thầu mẫu chậm bàn giao hồ sơ", "phần mềm đôi lúc quá tải", "mức hỗ trợ chưa theo kịp giá vật liệu",
		"tiếng ồn ban đêm chưa được xử lý", "biển báo bị cây che khuất", "các tuyến ngõ sâu xe lớn khó vào",
		"cán bộ mới cần thời gian làm quen", "ý kiến góp ý đến rải rác nhiều kênh", "việc đo đạc phải làm lại từ đầu",
		"lịch họp giữa các bên hay trùng nhau",
	},
	"điều": {
		"tiến độ lập hồ sơ đã nhanh hơn so với kỳ trước", "phần lớn kiến nghị đã có người nhận trả lời", "người dân nắm được việc mình cần làm",
		"cách làm mới giúp bớt một bước trung gian", "những điểm ngập nhỏ đã giảm", "khu vui chơi được dùng đúng mục đích hơn",
		"số cuộc họp giảm mà nội dung sâu hơn", "tài liệu ngắn gọn nên dễ theo dõi", "các tổ chủ động nhắc nhau giữ vệ sinh",
		"thời gian chờ đợi tại bộ phận một cửa đã ngắn lại", "việc công khai tạo được niềm tin", "ý kiến trái chiều đã được lắng nghe",
		"trẻ em có thêm chỗ chơi an toàn", "các tuyến ngõ sáng hơn vào buổi tối", "người cao tuổi được quan tâm đúng lúc",
		"lịch thu gom rác phù hợp với giờ sinh hoạt", "nguồn vốn được phân bổ có căn cứ", "từng hạng mục đều có ảnh chụp trước và sau",
		"hồ sơ lưu trữ tìm lại dễ hơn", "các hộ kinh doanh tự giác sắp xếp hàng hóa", "sự phối hợp giữa các ban đã thành nếp",
		"đại biểu trẻ mạnh dạn đặt câu hỏi", "báo cáo nêu thẳng những việc chưa làm được", "các mốc thời gian đã rõ ràng",
		"mô hình tự quản phát huy tác dụng", "chất lượng phục vụ được cải thiện", "việc chấm điểm công khai tạo sức ép tích cực",
		"giao thông quanh cổng trường trật tự hơn", "những vụ việc nhỏ được hòa giải ngay từ đầu", "lớp tập huấn thu hút đông người học",
		"dữ liệu dùng chung giúp tránh hỏi đi hỏi lại", "cây xanh được cắt tỉa trước mùa mưa", "không còn cảnh chen lấn khi nộp giấy tờ",
		"phản ánh qua điện thoại đều có người nghe", "các cam kết đầu năm đang được thực hiện", "chi phí thấp hơn dự toán ban đầu",
		"thư viện nhỏ của tổ đông bạn đọc hơn", "ban giám sát cộng đồng làm việc đều tay", "mọi thay đổi đều được báo trước",
		"các nhóm yếu thế được hỏi ý kiến riêng", "cách trả lời từng câu một rất dễ hiểu", "nước sạch đã đến những hộ cuối nguồn",
	},
	"lợi": {
		"giữ gìn cảnh quan chung", "giảm thời gian đi lại của người dân", "nâng cao chất lượng giám sát", "bảo đảm an toàn cho trẻ nhỏ",
		"tránh chồng chéo trách nhiệm", "sử dụng ngân sách tiết kiệm", "tạo sự đồng thuận trong khu dân cư", "phòng ngừa sự cố từ sớm",
		"minh bạch thông tin", "tăng tính chủ động của cơ sở", "hạn chế khiếu nại kéo dài", "giúp đại biểu gần dân hơn",
		"cải thiện điều kiện sống", "giúp mọi hộ tiếp cận dịch vụ như nhau", "rút ngắn thủ tục", "gìn giữ nếp sống văn minh",
		"chia sẻ kinh nghiệm giữa các nơi", "đưa nghị quyết vào cuộc sống", "giảm áp lực cho tuyến trên", "khuyến khích người trẻ tham gia",
	},
}

// topics are noun phrases that can follow "về" and "trong".
var topics = []string{
	"công tác quản lý trật tự đô thị", "việc cải tạo vườn hoa, sân chơi", "công tác tiếp công dân", "việc phân loại rác tại nguồn",
	"công tác phòng cháy ở các khu tập thể", "việc nâng cấp hệ thống thoát nước", "chất lượng các trường mầm non",
	"việc sử dụng nhà văn hóa cộng đồng", "công tác chăm sóc người cao tuổi", "việc thực hiện dân chủ ở cơ sở",
	"tiến độ các dự án đầu tư công", "công tác giảm nghèo và sinh kế", "việc bố trí điểm trông giữ xe", "công tác cải cách hành chính",
	"việc quản lý chợ dân sinh", "công tác bảo tồn di tích", "việc giải quyết kiến nghị cử tri", "công tác lập dự toán ngân sách",
	"việc cấp nước sạch cho các hộ dân", "hoạt động của các tổ hòa giải", "an toàn giao thông quanh cổng trường",
	"việc lắp thiết bị thể dục ngoài trời", "công tác phòng, chống dịch theo mùa", "việc bảo trì chung cư và nhà tập thể",
	"công tác quản lý cây xanh", "việc số hóa hồ sơ lưu trữ", "công tác hỗ trợ người khuyết tật", "chất lượng các kỳ họp thường lệ",
	"công tác phổ biến pháp luật", "việc quản lý đất công", "công tác bình đẳng giới", "việc phát triển văn hóa đọc",
	"sự phối hợp giữa các ban và tổ đại biểu", "các mô hình tự quản ở tổ dân phố", "công tác dạy nghề cho thanh niên",
	"việc duy tu đường nội bộ", "công tác bảo vệ trẻ em dịp hè", "việc theo dõi sau chất vấn", "công tác ứng phó ngập úng cục bộ",
	"việc công khai quy hoạch", "hoạt động của trung tâm học tập cộng đồng", "kỷ luật, kỷ cương hành chính",
	"công tác quản lý biển quảng cáo", "việc dành quỹ đất cho trường học", "công tác chuẩn bị kỳ họp giữa năm",
	"việc hỗ trợ hộ kinh doanh chuyển đổi số", "công tác vệ sinh môi trường", "việc chiếu sáng ngõ nhỏ",
}

const sectionPage = `---
title: Dữ liệu mẫu
description: Các bài viết do máy sinh ra để thử trang, không phải tin tức.
---

Mọi bài trong mục này đều do máy sinh ra để thử cách trang hiện danh sách dài và kho lưu trữ; tên đơn vị, sự việc và con số không có thật.
`
