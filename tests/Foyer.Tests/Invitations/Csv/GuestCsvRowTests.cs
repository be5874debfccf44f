using Foyer.Invitations.Csv;

namespace Foyer.Tests.Invitations.Csv;

public class GuestCsvRowTests
{
    [Fact]
    public async Task Every_cell_of_a_full_row_is_understood()
    {
        var row = await CsvFiles.Row(
            $"Carol@Partner.example,Carol Example,{CsvFiles.MoodleId},https://moodle.example/,{CsvFiles.MoodleId}  {CsvFiles.OtherId} {CsvFiles.MoodleId},{CsvFiles.OtherId.ToUpperInvariant()},http://contoso.example/contact,PT-br,2027-01-31,\"Hello,\nCarol\",inviter@contoso.example");

        Assert.Empty(row.Errors);
        Assert.Equal(2, row.Line);
        Assert.Equal("Carol@Partner.example", row.Email);
        Assert.Equal("carol@partner.example", row.Address!.Key);
        Assert.Equal("Carol Example", row.DisplayName);
        Assert.Equal(Guid.Parse(CsvFiles.MoodleId), row.InviteAppId);
        Assert.Equal("https://moodle.example/", row.InviteReplyUrl);
        Assert.Equal([Guid.Parse(CsvFiles.MoodleId), Guid.Parse(CsvFiles.OtherId)], row.AppIds);
        Assert.Equal([Guid.Parse(CsvFiles.OtherId)], row.GroupIds);
        Assert.Equal("http://contoso.example/contact", row.ContactUsUrl);
        Assert.Equal("pt-BR", row.Language);
        Assert.Equal(new DateOnly(2027, 1, 31), row.AccessExpires);
        Assert.Equal("Hello,\nCarol", row.Message);
        Assert.Equal("inviter@contoso.example", row.Sponsor!.Key);
        Assert.True(row.SendMail);
    }

    [Fact]
    public async Task Empty_optional_cells_are_null_or_empty()
    {
        var row = await CsvFiles.Row(CsvFiles.Good);

        Assert.Empty(row.Errors);
        Assert.Null(row.InviteAppId);
        Assert.Null(row.InviteReplyUrl);
        Assert.Empty(row.AppIds);
        Assert.Empty(row.GroupIds);
        Assert.Null(row.Language);
        Assert.Null(row.AccessExpires);
        Assert.Null(row.Message);
        Assert.Null(row.Sponsor);
    }

    public static TheoryData<string, string, string, string> BadCells() => new()
    {
        { "Email", "", "cell.empty", "“Email” is empty: fill it in." },
        { "Email", "bob@", "email.domain", "“bob@” is not an e-mail address: the part after the @ is not a domain, write it as name@company.example." },
        { "Email", "bob+x@company.example", "email.character", "“bob+x@company.example” is not an e-mail address: “+” may not stand before the @." },
        { "DisplayName", "  ", "cell.empty", "“DisplayName” is empty: fill it in." },
        { "DisplayName", new string('n', 257), "name.too_long", "The name has 257 characters: shorten it to 256 at most." },
        { "DisplayName", "Bob\u202eexe", "name.characters", "The name “Bob\ufffdexe” contains a line break or an invisible character: type it again." },
        { "DisplayName", "\"Bob\nBcc: x\"", "name.characters", "The name “Bob\ufffdBcc: x” contains a line break or an invisible character: type it again." },
        { "InviteContactUsUrl", "", "cell.empty", "“InviteContactUsUrl” is empty: fill it in." },
        { "InviteContactUsUrl", "contoso.example", "url.malformed", "“contoso.example” is not a link: write it in full, as https://www.contoso.example/contact." },
        { "InviteContactUsUrl", "javascript:alert(1)", "url.malformed", "“javascript:alert(1)” is not a link: write it in full, as https://www.contoso.example/contact." },
        { "InviteContactUsUrl", "https://contoso.example@elsewhere.example", "url.malformed", "“https://contoso.example@elsewhere.example” is not a link: write it in full, as https://www.contoso.example/contact." },
        { "InviteReplyUrl", "ftp://x.example/", "url.malformed", "“ftp://x.example/” is not a link: write it in full, as https://www.contoso.example/contact." },
        { "InviteReplyUrl", "https:///x", "url.malformed", "“https:///x” is not a link: write it in full, as https://www.contoso.example/contact." },
        { "InviteReplyUrl", "https:\\\\x.example", "url.malformed", "“https:\\\\x.example” is not a link: write it in full, as https://www.contoso.example/contact." },
        { "InviteReplyUrl", "https://x.example/" + new string('x', 2031), "url.too_long", "The link has 2,049 characters: shorten it to 2,048 at most." },
        { "InviteAppID", "moodle", "id.malformed", "“moodle” is not an app id: an id looks like 3f2504e0-4f89-41d3-9a0c-0305e82c3301, and one id is expected here." },
        { "InviteAppResources", $"{CsvFiles.MoodleId} 12-34", "id.malformed", "“12-34” is not an app id: an id looks like 3f2504e0-4f89-41d3-9a0c-0305e82c3301, and several ids are separated by a blank." },
        { "InviteGroupResources", "Externals", "id.malformed", "“Externals” is not a group id: an id looks like 3f2504e0-4f89-41d3-9a0c-0305e82c3301, and several ids are separated by a blank." },
        { "InviteGroupResources", string.Join(' ', Enumerable.Range(0, 51).Select(i => $"{i:x8}-0000-0000-c000-000000000000")), "id.too_many", "The cell has more than 50 ids: spread them over several files." },
        { "Language", "tlh", "language.unknown", "“tlh” is not a language that invitations are written in: use one of en, de, es, fr, it, ja, ko, pt-BR, ru, zh-HANS, zh-HANT." },
        { "AccessExpires", "31.01.2027", "date.malformed", "“31.01.2027” is not a date: write year-month-day, as 2027-01-31." },
        { "AccessExpires", "2027-02-30", "date.malformed", "“2027-02-30” is not a date: write year-month-day, as 2027-01-31." },
        { "Message", new string('m', 2001), "message.too_long", "The message has 2,001 characters: shorten it to 2,000 at most." },
        { "Message", "a\u0007b", "message.characters", "The message contains invisible characters other than line breaks: type it again as plain text." },
        { "Message", new string('m', 4097), "cell.too_long", "The cell has 4,097 characters: shorten it to 4,096 at most." },
        { "Sponsor", "the boss", "email.blank", "“the boss” is not an e-mail address: it contains a blank, remove it." },
    };

    [Theory]
    [MemberData(nameof(BadCells))]
    public async Task A_bad_cell_is_named_with_a_code_and_a_sentence(string column, string cell, string code, string reason)
    {
        var cells = CsvFiles.Good.Split(',');
        cells[Array.IndexOf(CsvFiles.Header.Split(','), column)] = cell;
        var rows = await CsvFiles.Rows($"{CsvFiles.Header}\n{string.Join(',', cells)}\n{CsvFiles.Good}\n");

        Assert.Equal(new CellProblem(column, code, reason), Assert.Single(rows[0].Errors));
        Assert.Empty(rows[1].Errors);
    }

    [Fact]
    public async Task All_faults_of_a_row_are_reported_and_the_good_cells_still_read()
    {
        var row = await CsvFiles.Row("bob@,Bob,x,,y,z,https://contoso.example/,tlh,,,");

        Assert.Equal(["Email", "InviteAppID", "InviteAppResources", "InviteGroupResources", "Language"], row.Errors.Select(e => e.Column), StringComparer.Ordinal);
        Assert.Equal("bob@", row.Email);
        Assert.Null(row.Address);
        Assert.Equal("Bob", row.DisplayName);
        Assert.Empty(row.AppIds);
    }

    [Theory]
    [InlineData("en", "en")]
    [InlineData("EN-us", "en")]
    [InlineData("de-DE", "de")]
    [InlineData("de_AT", "de")]
    [InlineData("es-419", "es")]
    [InlineData("ja-JP", "ja")]
    [InlineData("pt", "pt-BR")]
    [InlineData("pt-br", "pt-BR")]
    [InlineData("zh-Hans", "zh-HANS")]
    [InlineData("ZH-hant", "zh-HANT")]
    [InlineData("zh", "zh-HANS")]
    [InlineData("zh-CN", "zh-HANS")]
    [InlineData("zh-TW", "zh-HANT")]
    [InlineData("zh-Hant-HK", "zh-HANT")]
    [InlineData("pt-PT", null)]
    [InlineData("german", null)]
    [InlineData("de-", null)]
    [InlineData("-", null)]
    [InlineData("de-DE-x-y", null)]
    [InlineData("zh-XX", null)]
    public void Language_tags_are_understood_in_their_common_forms(string tag, string? language) =>
        Assert.Equal(language, GuestLanguages.Find(tag));

    [Fact]
    public async Task Names_may_contain_letters_and_joiners_of_every_script()
    {
        var row = await CsvFiles.Row("bob@company.example,نیم\u200cفاصله 👩\u200d🔬 李,,,,,https://contoso.example/,,,,");
        Assert.Empty(row.Errors);
        Assert.Equal("نیم\u200cفاصله 👩\u200d🔬 李", row.DisplayName);
    }

    [Fact]
    public async Task A_repeated_bad_cell_is_reported_on_every_row_that_has_it()
    {
        const string bad = "bob@company.example,Bob,,,nonsense,,https://contoso.example/,,,,";
        var rows = await CsvFiles.Rows($"{CsvFiles.Header}\n{bad}\n{bad}\n");
        Assert.All(rows, row => Assert.Equal("id.malformed", Assert.Single(row.Errors).Code));
    }

    [Fact]
    public async Task A_row_that_ends_before_a_required_cell_is_too_short_and_the_next_still_comes()
    {
        var rows = await CsvFiles.Rows($"{CsvFiles.Header}\nbob@company.example,Bob\n{CsvFiles.Good}\n");

        var error = Assert.Single(rows[0].Errors);
        Assert.Equal("row.too_short", error.Code);
        Assert.Null(error.Column);
        Assert.Equal("The row has 2 of 11 cells: add the missing ones, or their separators (comma).", error.Reason);
        Assert.Empty(rows[1].Errors);
    }

    [Fact]
    public async Task Optional_cells_at_the_end_may_be_missing_as_Excel_leaves_them_out() =>
        Assert.Empty((await CsvFiles.Row("bob@company.example,Bob,,,,,https://contoso.example/")).Errors);

    [Fact]
    public async Task A_row_with_more_cells_than_labels_is_too_long_unless_they_are_empty()
    {
        var rows = await CsvFiles.Rows($"{CsvFiles.Header}\n{CsvFiles.Good},,,\n{CsvFiles.Good},,x,y\n{CsvFiles.Good}\n");

        Assert.Empty(rows[0].Errors);
        Assert.Equal("row.too_long", Assert.Single(rows[1].Errors).Code);
        Assert.Empty(rows[2].Errors);
    }
}
