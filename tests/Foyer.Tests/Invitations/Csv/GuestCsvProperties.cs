using System.Text;
using Foyer.Invitations.Csv;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Foyer.Tests.Invitations.Csv;

public class GuestCsvProperties
{
    private static readonly Encoding[] Encodings =
    [
        new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true),
        new UnicodeEncoding(false, false), new UnicodeEncoding(true, false),
    ];

    private static readonly string[] LineEnds = ["\n", "\r\n", "\r"];

    public sealed record Layout(int Encoding, char Delimiter, string LineEnd, bool LastLineEnds, bool QuoteAll, int[] Order, int Chunk)
    {
        public Encoding Bytes => Encodings[Encoding];
    }

    public sealed record Guest(string Email, string Name, string Url, string Message);

    private static Gen<Layout> Layouts() =>
        from encoding in Gen.Choose(0, 5)
        from delimiter in Gen.Elements(',', ';', '\t')
        from end in Gen.Elements(LineEnds)
        from last in Gen.Elements(true, false)
        from quote in Gen.Elements(true, false)
        from order in Gen.Shuffle([0, 1, 2, 3])
        from chunk in Gen.Elements(1, 7, 4096, 1 << 20)
        select new Layout(encoding, delimiter, end, last, quote, [.. order], chunk);

    private static Gen<string> Text(string alphabet, int most) =>
        from length in Gen.Choose(0, most)
        from parts in Gen.ArrayOf(Gen.Elements(alphabet.EnumerateRunes().Select(rune => rune.ToString()).ToArray()), length)
        select string.Concat(parts);

    private static Gen<Guest> Guests() =>
        from email in Text("aBc1_", 20)
        from name in Text("aé李👩 ,;'\"=", 40)
        from path in Text("a1-/?,;", 40)
        from message in Text("aé李👩 ,;'\"\t\n\r=", 400)
        select new Guest($"e{email}@company.example", $"n{name}n", $"https://contoso.example/{path}", message.Trim());

    public static class Files
    {
        public static Arbitrary<Layout> Layouts() => GuestCsvProperties.Layouts().ToArbitrary();

        public static Arbitrary<Guest[]> Guests() => Gen.ArrayOf(GuestCsvProperties.Guests()).ToArbitrary();
    }

    [Property(Arbitrary = [typeof(Files)], MaxTest = 500)]
    public async Task Rows_are_read_as_a_correct_writer_wrote_them(Layout layout, Guest[] guests)
    {
        var lines = new List<int>();
        var text = Write(layout, guests, lines);
        var file = await CsvFiles.Opened(new Chunks([.. layout.Bytes.GetPreamble(), .. layout.Bytes.GetBytes(text)], layout.Chunk));
        var rows = await file.ReadAll();

        Assert.Equal(layout.Delimiter, file.Delimiter);
        Assert.All(rows, row => Assert.Empty(row.Errors));
        Assert.Equal(guests, rows.Select(row => new Guest(row.Email, row.DisplayName!, row.ContactUsUrl!, row.Message ?? "")));
        Assert.Equal(lines, rows.Select(row => row.Line));
    }

    [Property(MaxTest = 1_000)]
    public Task Any_bytes_give_rows_or_the_documented_problem(byte[] bytes, bool withHeader, bool utf16) => ReadAll(
        [.. withHeader ? (utf16 ? Encoding.BigEndianUnicode : Encoding.UTF8).GetBytes(CsvFiles.Header + "\n") : [], .. bytes]);

    [Property(Arbitrary = [typeof(Files)], MaxTest = 500)]
    public Task Any_damage_to_a_good_file_gives_rows_or_the_documented_problem(Layout layout, Guest[] guests, (PositiveInt At, byte Byte)[] damage)
    {
        byte[] bytes = [.. layout.Bytes.GetPreamble(), .. layout.Bytes.GetBytes(Write(layout, guests, []))];
        foreach (var (at, value) in damage) bytes[at.Get * 7919 % bytes.Length] = value;
        return ReadAll(bytes);
    }

    [Property(MaxTest = 1_000)]
    public Task Any_mix_of_special_characters_gives_rows_or_the_documented_problem(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        string[] parts = ["\"", "\"\"", ",", ";", "\r", "\n", "\r\n", " ", "\t", "a", "@", "é", "\ufeff", "sep=;", "version:v1.0", "[inviteeEmail]", "[inviteRedirectURL]", CsvFiles.Good];
        var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => parts[random.Next(parts.Length)]));
        return ReadAll(Encoding.UTF8.GetBytes(random.Next(4) == 0 ? text : CsvFiles.Header + "\n" + text));
    }

    private static async Task ReadAll(byte[] bytes)
    {
        var opening = await GuestCsv.Open(new MemoryStream(bytes), TestContext.Current.CancellationToken);
        if (opening.Failed(out var problem, out var file))
        {
            Assert.StartsWith("csv.", problem.Code, StringComparison.Ordinal);
            return;
        }

        var line = 0;
        try
        {
            await foreach (var row in file.Rows(TestContext.Current.CancellationToken))
            {
                Assert.True(row.Line > line);
                line = row.Line;
                Assert.True(row.Address is not null || row.Errors.Count > 0);
                Assert.All(row.Errors, error => Assert.DoesNotContain(error.Reason, char.IsControl));
            }
        }
        catch (GuestCsvException broken)
        {
            Assert.True(broken.Problem.Line > line);
        }
    }

    private static string Write(Layout layout, Guest[] guests, List<int> lines)
    {
        var text = new StringBuilder();
        string[] labels = ["Email", "DisplayName", "InviteContactUsUrl", "Message"];
        text.AppendJoin(layout.Delimiter, layout.Order.Select(i => labels[i]));
        foreach (var guest in guests)
        {
            text.Append(layout.LineEnd);
            lines.Add(1 + LineBreaks(text.ToString()));
            string[] cells = [guest.Email, guest.Name, guest.Url, guest.Message];
            text.AppendJoin(layout.Delimiter, layout.Order.Select(i => Quoted(cells[i], layout)));
        }

        if (layout.LastLineEnds) text.Append(layout.LineEnd);
        return text.ToString();
    }

    private static string Quoted(string cell, Layout layout) =>
        layout.QuoteAll || cell.Contains(layout.Delimiter, StringComparison.Ordinal) || cell.IndexOfAny(['"', '\r', '\n']) >= 0
            ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : cell;

    private static int LineBreaks(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(c => c is '\r' or '\n');

    /// <summary>A stream that gives few bytes at a time, as a network does.</summary>
    private sealed class Chunks(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
