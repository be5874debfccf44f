using Foyer.Invitations.Csv;

namespace Foyer.Tests.Invitations.Csv;

public class GuestCsvPortalTests
{
    private const string Labels = "Email address to invite [inviteeEmail] Required,Redirection url [inviteRedirectURL] Required,Send invitation message (true or false) [sendEmail],Customized invitation message [customizedMessageBody]";

    [Theory]
    [InlineData("version:v1.0\n")]
    [InlineData("version:v1.0,,,\r\n")]
    [InlineData("\ufeffVersion:V1.0\r\n")]
    [InlineData("")]
    public async Task The_template_of_the_portal_is_recognised(string first)
    {
        var file = await CsvFiles.Opened(CsvFiles.Utf8($"{first}{Labels}\nguest@company.example,https://myapps.example,FALSE,\"Hello, you\"\nother@company.example,https://myapps.example,,\n"));
        var rows = await file.ReadAll();

        Assert.Equal(GuestCsvFormat.PortalV1, file.Format);
        Assert.All(rows, row => Assert.Empty(row.Errors));
        Assert.Equal([false, true], rows.Select(row => row.SendMail));
        Assert.Equal("https://myapps.example", rows[0].InviteReplyUrl);
        Assert.Equal("Hello, you", rows[0].Message);
        Assert.Null(rows[0].DisplayName);
        Assert.Null(rows[0].ContactUsUrl);
    }

    [Fact]
    public async Task Only_the_name_in_brackets_counts_and_extra_columns_are_reported()
    {
        var file = await CsvFiles.Opened(CsvFiles.Utf8("version:v1.0\nRedirect [inviteRedirectUrl],Adresse [ INVITEEEMAIL ],Notes [notes],Email\nhttps://x.example,guest@company.example,n,e\n"));
        Assert.Equal(["Notes [notes]", "Email"], file.UnknownColumns);
        var row = Assert.Single(await file.ReadAll());
        Assert.Equal("guest@company.example", row.Email);
        Assert.Empty(row.Errors);
    }

    [Fact]
    public async Task The_example_row_of_the_template_is_skipped()
    {
        var rows = await CsvFiles.Rows($"version:v1.0\n{Labels}\nExample: guest@contoso.com,https://myapps.microsoft.com,true,Hello\nguest@company.example,https://x.example,true,\n");
        Assert.Equal(4, Assert.Single(rows).Line);
    }

    [Fact]
    public async Task Redirection_is_required_and_sendEmail_is_true_or_false()
    {
        var rows = await CsvFiles.Rows($"version:v1.0\n{Labels}\nguest@company.example,,perhaps,\n");
        Assert.Equal(
            [
                new("Redirection url [inviteRedirectURL] Required", "cell.empty", "“Redirection url [inviteRedirectURL] Required” is empty: fill it in."),
                new("Send invitation message (true or false) [sendEmail]", "flag.malformed", "“perhaps” is neither true nor false: write one of them, or leave the cell empty for true."),
            ],
            Assert.Single(rows).Errors);
    }

    [Fact]
    public async Task A_message_with_a_bare_comma_is_an_error_of_its_row()
    {
        var rows = await CsvFiles.Rows($"version:v1.0\n{Labels}\nguest@company.example,https://x.example,true,Hello, you\n");
        var error = Assert.Single(Assert.Single(rows).Errors);
        Assert.Equal(("row.too_long", "The row has more cells than there are labels (4): put a cell that contains a comma in quotation marks."), (error.Code, error.Reason));
    }

    [Theory]
    [InlineData("version:v1.0\nEmail,DisplayName,InviteContactUsUrl\n", "csv.no_header")]
    [InlineData("version:v1.0\nAddress [inviteeEmail] Required\n", "csv.missing_column")]
    [InlineData("version:v1.0\nAddress [inviteeEmail],Again [inviteeEmail],R [inviteRedirectURL]\n", "csv.duplicate_column")]
    [InlineData("version:v1.0\n", "csv.no_header")]
    public async Task A_broken_template_is_refused(string text, string code) =>
        Assert.Equal(code, (await CsvFiles.Refused(CsvFiles.Utf8(text))).Code);
}
