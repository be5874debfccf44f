using System.Text;
using Foyer.Invitations.Csv;

namespace Foyer.Tests.Invitations.Csv;

public class GuestCsvFileTests
{
    private const string Small = "Email,DisplayName,InviteContactUsUrl\nbob@company.example,Böb,https://contoso.example/\n";

    public static TheoryData<string, bool> Encodings() => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", false }, { "utf-16", true }, { "utf-16BE", false }, { "utf-16BE", true },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Unicode_is_read_with_and_without_a_mark(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        var file = await CsvFiles.Opened(new MemoryStream([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Small)]));

        Assert.Equal(name, file.Encoding.WebName, ignoreCase: true);
        var row = Assert.Single(await file.ReadAll());
        Assert.Equal("Böb", row.DisplayName);
        Assert.Empty(row.Errors);
    }

    [Theory]
    [InlineData(',', "\n")]
    [InlineData(';', "\r\n")]
    [InlineData('\t', "\r")]
    public async Task Delimiter_and_line_end_are_found(char delimiter, string end)
    {
        var file = await CsvFiles.Opened(CsvFiles.Utf8(Small.Replace(',', delimiter).Replace("\n", end, StringComparison.Ordinal)));

        Assert.Equal(delimiter, file.Delimiter);
        Assert.Equal(GuestCsvFormat.Reference2016, file.Format);
        Assert.Empty(file.UnknownColumns);
        Assert.Equal("https://contoso.example/", Assert.Single(await file.ReadAll()).ContactUsUrl);
    }

    [Theory]
    [InlineData("sep=;\r\n", ';')]
    [InlineData("\"sep=;\"\n", ';')]
    [InlineData("SEP=\t\r\n", '\t')]
    public async Task Excels_separator_line_is_obeyed(string first, char delimiter)
    {
        var file = await CsvFiles.Opened(CsvFiles.Utf8(first + Small.Replace(',', delimiter)));
        Assert.Equal(delimiter, file.Delimiter);
        Assert.Equal(3, Assert.Single(await file.ReadAll()).Line);
    }

    [Fact]
    public async Task Labels_come_in_any_case_and_order_and_unknown_ones_are_reported()
    {
        var file = await CsvFiles.Opened(CsvFiles.Utf8(
            " inviteCONTACTUsURL ,Shoe size,\"email\",,inviteappid,DISPLAYNAME,,\nhttps://contoso.example/,47,bob@company.example,,,Bob,,\n"));

        Assert.Equal(["Shoe size", "(column 4, without a label)"], file.UnknownColumns, StringComparer.Ordinal);
        var row = Assert.Single(await file.ReadAll());
        Assert.Empty(row.Errors);
        Assert.Equal("bob@company.example", row.Email);
        Assert.Equal("https://contoso.example/", row.ContactUsUrl);
    }

    [Fact]
    public async Task Lines_are_counted_as_an_editor_does()
    {
        foreach (var end in new[] { "\n", "\r\n", "\r" })
        {
            var text = string.Join(end,
                "", " ", CsvFiles.Header, "", CsvFiles.Good, ",,,,,,,,,,",
                $"bob@company.example,Bob,,,,,https://contoso.example/,,,\"one{end}{end}three\",", CsvFiles.Good, "", "", CsvFiles.Good);
            Assert.Equal([5, 7, 10, 13], (await CsvFiles.Rows(text)).Select(row => row.Line));
        }
    }

    [Fact]
    public async Task Line_breaks_in_labels_count_too()
    {
        var rows = await CsvFiles.Rows($"{CsvFiles.Header},\"Shoe\r\nsize\"\r\n{CsvFiles.Good},\r\n");
        Assert.Equal(3, Assert.Single(rows).Line);
    }

    [Fact]
    public async Task Quoted_cells_keep_delimiters_quotes_and_line_breaks_and_blanks_around_cells_go()
    {
        var row = await CsvFiles.Row("  bob@company.example ,\t\"Bob \"\"the, builder\"\"\" ,,,,,  \" https://contoso.example/ \" , ,,\" a\r\nb; \"\"c\"\" \",");
        Assert.Empty(row.Errors);
        Assert.Equal("bob@company.example", row.Email);
        Assert.Equal("https://contoso.example/", row.ContactUsUrl);
        Assert.Equal("a\r\nb; \"c\"", row.Message);
    }

    [Fact]
    public async Task Quotes_inside_an_unquoted_cell_are_plain_characters()
    {
        var rows = await CsvFiles.Rows($"{CsvFiles.Header}\nbob@company.example,Bob \"the\" Builder 6\",,,,,https://contoso.example/,,,,\n{CsvFiles.Good}\n");
        Assert.Equal(["Bob \"the\" Builder 6\"", "Bob"], rows.Select(row => row.DisplayName), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_file_of_labels_alone_has_no_rows() => Assert.Empty(await CsvFiles.Rows(CsvFiles.Header));

    [Fact]
    public async Task The_stream_stays_open_and_the_rows_are_read_once()
    {
        var stream = CsvFiles.Utf8(Small);
        var file = await CsvFiles.Opened(stream);
        Assert.Single(await file.ReadAll());
        Assert.True(stream.CanRead);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await file.ReadAll());
    }

    [Theory]
    [InlineData("", "csv.empty")]
    [InlineData("\ufeff", "csv.empty")]
    [InlineData("\n", "csv.blank")]
    [InlineData("\r\n \t\r\n,,,,\r\n;;;\n", "csv.blank")]
    [InlineData("bob@company.example,Bob,,,,,https://contoso.example/\n", "csv.no_header")]
    [InlineData("Dear Sir or Madam", "csv.no_header")]
    [InlineData("{\"value\":[]}", "csv.no_header")]
    [InlineData("Email\nbob@company.example\n", "csv.missing_column")]
    [InlineData("Email,DisplayName,InviteContactUsUrl,EMAIL\n", "csv.duplicate_column")]
    [InlineData("Email,DisplayName,InviteContactUsUrl,Shoe,shoe\n", "csv.duplicate_column")]
    [InlineData("version:v2.0\nEmail address to invite [inviteeEmail] Required\n", "csv.version")]
    [InlineData("sep=|\nEmail|DisplayName|InviteContactUsUrl\n", "csv.separator")]
    [InlineData("Email,Dis\0playName\n", "csv.not_text")]
    [InlineData("PK\u0003\u0004..................[Content_Types].xml", "csv.not_csv")]
    [InlineData("%PDF-1.7\n%", "csv.not_csv")]
    [InlineData("GIF89a", "csv.not_csv")]
    [InlineData("{\\rtf1", "csv.not_csv")]
    [InlineData("\r\n<!DOCTYPE html>", "csv.not_csv")]
    public async Task A_file_that_cannot_be_read_gets_one_clear_sentence(string text, string code) =>
        Assert.Equal(code, (await CsvFiles.Refused(CsvFiles.Utf8(text))).Code);

    [Fact]
    public async Task Sentences_name_what_is_missing_or_double()
    {
        Assert.Equal(
            "Line 2 lacks the columns “DisplayName”, “InviteContactUsUrl”: add them and fill them in for every guest.",
            (await CsvFiles.Refused(CsvFiles.Utf8("\nEmail,Language\n"))).Sentence);
        Assert.Equal("Line 1 has the column “email” twice: remove one of them.", (await CsvFiles.Refused(CsvFiles.Utf8("Email,email"))).Sentence);
        Assert.StartsWith(
            "Line 1 has no column labels: put this line before the first guest: Email,DisplayName,",
            (await CsvFiles.Refused(CsvFiles.Utf8("bob@company.example;Bob"))).Sentence,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("504B0304140000000800", "a ZIP archive")]
    [InlineData("504B03041400000008002F5F72656C732F2E72656C735F72656C732F", "an Excel workbook (.xlsx)")]
    [InlineData("504B03041400006D696D65747970656170706C69636174696F6E2F766E642E6F617369732E6F70656E646F63756D656E742E7370726561647368656574", "an OpenDocument spreadsheet (.ods)")]
    [InlineData("D0CF11E0A1B11AE10000", "an old Excel workbook (.xls)")]
    [InlineData("89504E470D0A1A0A", "an image")]
    [InlineData("FFD8FFE000104A464946", "an image")]
    [InlineData("1F8B0800", "a compressed file")]
    public async Task Files_of_other_kinds_are_called_by_their_name(string hex, string what) => Assert.Equal(
        $"This is {what}, not a CSV file: in Excel choose “Save As”, type “CSV UTF-8”, and upload that file.",
        (await CsvFiles.Refused(new MemoryStream(Convert.FromHexString(hex)))).Sentence);

    [Fact]
    public async Task Invalid_bytes_are_reported_with_their_line_after_the_rows_before_them()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes($"{CsvFiles.Header}\r\n{CsvFiles.Good}\r\n"), .. Encoding.Latin1.GetBytes("x@company.example,Böb,,,,,x"), .. "\r\nrest"u8];
        var (rows, problem) = await CsvFiles.Broken(new MemoryStream(bytes));

        Assert.Single(rows);
        Assert.Equal(("csv.encoding", 3), (problem.Code, problem.Line));
        Assert.StartsWith("Line 3 is not valid UTF-8", problem.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00D8")]
    [InlineData("00DC4100")]
    [InlineData("41")]
    public async Task Broken_utf16_is_reported_too(string hex)
    {
        byte[] bytes = [0xff, 0xfe, .. Encoding.Unicode.GetBytes($"{CsvFiles.Header}\n{CsvFiles.Good}\n"), .. Convert.FromHexString(hex)];
        var (rows, problem) = await CsvFiles.Broken(new MemoryStream(bytes));
        Assert.Single(rows);
        Assert.Equal(("csv.encoding", 3), (problem.Code, problem.Line));
    }

    [Fact]
    public async Task Zero_bytes_in_the_middle_end_the_rows()
    {
        var (rows, problem) = await CsvFiles.Broken(CsvFiles.Utf8($"{CsvFiles.Header}\n{CsvFiles.Good}\n{CsvFiles.Good}\n\0\0"));
        Assert.Equal(2, rows.Count);
        Assert.Equal(("csv.not_text", 4), (problem.Code, problem.Line));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public async Task A_quote_that_is_never_closed_is_named_by_its_line(int rowsBehind)
    {
        var swallowed = string.Concat(Enumerable.Repeat(CsvFiles.Good + "\n", rowsBehind));
        var (rows, problem) = await CsvFiles.Broken(CsvFiles.Utf8($"{CsvFiles.Header}\n{CsvFiles.Good}\nx@company.example, \"Bob,,,,,x\n{swallowed}"));
        Assert.Single(rows);
        Assert.Equal(("csv.open_quote", 3), (problem.Code, problem.Line));
    }

    [Fact]
    public async Task A_last_row_without_line_end_may_end_in_a_closed_quote()
    {
        var rows = await CsvFiles.Rows($"{CsvFiles.Header}\nbob@company.example,\"Bob \"\"B\"\"\",,,,,https://contoso.example/,,,\"a\n\"\"b\"\"\",\"\"");
        Assert.Equal("a\n\"b\"", Assert.Single(rows).Message);
    }

    [Fact]
    public async Task A_row_at_the_limit_is_read_and_one_above_it_ends_the_rows()
    {
        string Long(int length) => CsvFiles.Good + new string(',', length - CsvFiles.Good.Length - 1) + "\n";
        var (rows, problem) = await CsvFiles.Broken(CsvFiles.Utf8(
            $"{CsvFiles.Header}\n{Long(GuestCsvLimits.Record)}{CsvFiles.Good}\n{Long(GuestCsvLimits.Record + 1)}{CsvFiles.Good}\n"));
        Assert.Equal([2, 3], rows.Select(row => row.Line));
        Assert.Equal(("csv.line_too_long", 4), (problem.Code, problem.Line));
    }

    [Fact]
    public async Task Any_number_of_blank_lines_is_skipped()
    {
        var blank = new string('\n', 500_000);
        var rows = await CsvFiles.Rows($"{blank}{CsvFiles.Header}\n{blank}{CsvFiles.Good}\n{blank}");
        Assert.Equal(1_000_002, Assert.Single(rows).Line);
    }
}
