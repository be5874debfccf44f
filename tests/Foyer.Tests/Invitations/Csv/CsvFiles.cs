using System.Text;
using Foyer.Invitations.Csv;

namespace Foyer.Tests.Invitations.Csv;

/// <summary>Shorthand for the tests of this folder.</summary>
internal static class CsvFiles
{
    public const string Header = "Email,DisplayName,InviteAppID,InviteReplyUrl,InviteAppResources,InviteGroupResources,InviteContactUsUrl,Language,AccessExpires,Message,Sponsor";
    public const string MoodleId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    public const string OtherId = "00000003-0000-0000-c000-000000000000";
    public const string Good = "bob@company.example,Bob,,,,,https://contoso.example/contact,,,,";

    public static Stream Utf8(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static async Task<GuestCsvFile> Opened(Stream stream)
    {
        var opening = await GuestCsv.Open(stream, TestContext.Current.CancellationToken);
        Assert.False(opening.Failed(out var problem, out var file), problem?.Sentence);
        return file!;
    }

    public static async Task<GuestCsvProblem> Refused(Stream stream)
    {
        var opening = await GuestCsv.Open(stream, TestContext.Current.CancellationToken);
        Assert.True(opening.Failed(out var problem, out var file));
        Assert.Null(file);
        Assert.DoesNotContain('\n', problem.Sentence);
        return problem;
    }

    public static Task<List<GuestCsvRow>> Rows(string text) => Rows(Utf8(text));

    public static async Task<List<GuestCsvRow>> Rows(Stream stream) => await (await Opened(stream)).ReadAll();

    public static async Task<List<GuestCsvRow>> ReadAll(this GuestCsvFile file) =>
        await file.Rows(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    /// <summary>The one row that a file with the full header has.</summary>
    public static async Task<GuestCsvRow> Row(string row) => Assert.Single(await Rows($"{Header}\n{row}\n"));

    public static async Task<(List<GuestCsvRow> Rows, GuestCsvProblem Problem)> Broken(Stream stream)
    {
        var file = await Opened(stream);
        var rows = new List<GuestCsvRow>();
        var broken = await Assert.ThrowsAsync<GuestCsvException>(async () =>
        {
            await foreach (var row in file.Rows(TestContext.Current.CancellationToken)) rows.Add(row);
        });
        return (rows, broken.Problem);
    }
}
