using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.Rig;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Tests.Invitations;

public class BatchApiTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_program_uploads_a_file_follows_it_and_reads_the_results(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.Automation(Permissions.InviteUsers);

        var accepted = await client.Upload(Batches.File(5) + "=1+1@x,Evil,https://contoso.example,,\n");
        var id = (await accepted.Json(HttpStatusCode.Accepted)).GetProperty("id").GetGuid();
        Assert.Equal(tenant.App.Options.Url($"{BatchClient.Path}/{id:D}"), accepted.Headers.Location!.OriginalString);

        var batch = await Completed(client, accepted.Headers.Location);
        Assert.Equal((6, 6, 5, 0, 0, 1), (Number(batch, "total"), Number(batch, "processed"), Number(batch, "invited"), Number(batch, "updated"), Number(batch, "skipped"), Number(batch, "failed")));
        Assert.Equal(5, batch.GetProperty("mail").EnumerateObject().Sum(p => p.Value.GetInt32()));
        Assert.All(["createdDateTime", "startedDateTime", "completedDateTime"], name => Assert.EndsWith("Z", batch.GetProperty(name).GetString()));

        var lines = new List<int>();
        for (string? next = $"{BatchClient.Path}/{id}/results?top=2"; next is not null;)
        {
            var page = await (await client.GetAsync(next)).Json();
            lines.AddRange(page.GetProperty("value").EnumerateArray().Select(r => Number(r, "line")));
            next = page.GetProperty("nextLink").GetString();
        }
        Assert.Equal([2, 3, 4, 5, 6, 7], lines);
        var failed = (await (await client.GetAsync($"{BatchClient.Path}/{id}/results?outcome=failed")).Json()).GetProperty("value").EnumerateArray().Single();
        Assert.Equal(("failed", "email.character", "=1+1@x"), (failed.GetProperty("outcome").GetString(), failed.GetProperty("code").GetString(), failed.GetProperty("email").GetString()));
    }

    [Fact]
    public async Task Rule17_Results_as_CSV_are_safe_to_open_in_a_spreadsheet()
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        using var client = await tenant.Automation(Permissions.InviteUsers);
        var accepted = await client.Upload(Batches.File(1) + "=1+1@x,Evil,https://contoso.example,,\n");
        await Completed(client, accepted.Headers.Location!);

        var answer = await client.GetAsync(accepted.Headers.Location + "/results.csv");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var csv = (await answer.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal("Line,Email,Outcome,Code,Column,Reason,UserId,Mail,MailReply", csv[0].TrimStart('\uFEFF'));
        Assert.StartsWith("2,guest1@partner.example,invited,,,,", csv[1]);
        Assert.StartsWith("3,'=1+1@x,failed,email.character,Email,", csv[2]);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Each_row_says_where_its_mail_is(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.Automation(Permissions.InviteUsers);
        var accepted = await client.Upload(Batches.File(3) + "nobody,Bad,https://contoso.example,,\n");
        var path = accepted.Headers.Location!;
        await Eventually.Get(async ct => Number((await (await client.GetAsync(path, ct)).Json()).GetProperty("mail"), "sent") == 3 ? (object)true : null, TimeSpan.FromSeconds(30), () => "The mails are not sent.");
        var batch = Guid.Parse(path.Segments[^1]);
        var second = (await tenant.Rows(batch))[1].UserId;
        Assert.All(await tenant.App.In(tenant.Id, (_, db) => db.Invitations.AsNoTracking().ToListAsync()), i => Assert.Equal((1, i.DeliveryAt), (i.TimesSent, i.LastSentAt)));
        await tenant.App.In(tenant.Id, (_, db) => db.Invitations.Where(i => i.GuestId == second)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.Delivery, Foyer.Mail.DeliveryState.Failed).SetProperty(i => i.DeliveryReply, "550 no such user")));

        async Task<List<(int, string?, string?)>> Rows(string query) => [.. (await (await client.GetAsync(path + "/results" + query)).Json()).GetProperty("value").EnumerateArray()
            .Select(r => (Number(r, "line"), r.GetProperty("mail").GetString(), r.GetProperty("mailReply").GetString()))];
        Assert.Equal([(2, "sent", null), (3, "failed", "550 no such user"), (4, "sent", null), (5, null, null)], await Rows(""));
        Assert.Equal([(3, "failed", "550 no such user")], await Rows("?mail=failed"));
        Assert.Equal([2, 4], (await Rows("?mail=sent&outcome=invited")).Select(r => r.Item1));
        await (await client.GetAsync(path + "/results?mail=3")).Problem(HttpStatusCode.BadRequest);
        var csv = await client.GetStringAsync(path + "/results.csv");
        Assert.Contains($",{second},failed,550 no such user\r\n", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_may_bring_the_file()
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        using var client = await tenant.Automation(Permissions.InviteUsers);
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "comment" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(Batches.File(2))), "file", "C:\\my files\\partners.csv" } };
        var batch = await (await client.PostAsync(BatchClient.Path + "?dryRun=true", form)).Json();
        Assert.Equal(("planned", "partners.csv", 2), (batch.GetProperty("state").GetString(), batch.GetProperty("fileName").GetString(), Number(batch, "invited")));

        using var other = new MultipartFormDataContent { { new StringContent("hello"), "comment" } };
        Assert.Equal("csv.no_file", (await (await client.PostAsync(BatchClient.Path, other)).Problem(HttpStatusCode.BadRequest)).GetProperty("code").GetString());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_plan_is_started_cancelled_and_undone_and_each_call_may_be_repeated(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.Automation(Permissions.InviteUsers);
        var planned = await (await client.Upload(Batches.File(3), "?dryRun=true")).Json();
        Assert.Equal(("planned", 3), (planned.GetProperty("state").GetString(), Number(planned, "processed")));
        var path = $"{BatchClient.Path}/{planned.GetProperty("id").GetGuid()}";

        Assert.Contains((await (await client.PostAsync(path + "/start", null)).Json()).GetProperty("state").GetString(), new[] { "running", "completed" });
        await (await client.PostAsync(path + "/start", null)).Json();
        await Completed(client, new Uri(path, UriKind.Relative));
        await (await client.PostAsync(path + "/pause", null)).Problem(HttpStatusCode.Conflict);
        for (var i = 0; i < 2; i++) Assert.Equal("undone", (await (await client.PostAsync(path + "/undo", null)).Json()).GetProperty("state").GetString());
        Assert.Equal((0, 0), ((await tenant.Count()).Guests, (await tenant.Count()).Open));
    }

    [Theory, InlineData("PK\u0003\u0004xl/", "csv.not_csv"), InlineData("", "csv.empty"), InlineData("hello\nworld\n", "csv.no_header")]
    public async Task A_file_that_is_none_is_a_problem_with_a_sentence(string file, string code)
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        using var client = await tenant.Automation(Permissions.InviteUsers);
        var problem = await (await client.Upload(file)).Problem(HttpStatusCode.BadRequest);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_too_large_also_when_its_length_is_not_told()
    {
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?> { ["Foyer:Invitations:MaxFileBytes"] = "1048576" });
        var tenant = await app.NewTenant();
        using var client = await tenant.Automation(Permissions.InviteUsers);
        var csv = Encoding.UTF8.GetBytes(Batches.File(16_000));
        Assert.InRange(csv.Length, 1_048_577, 1_110_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, BatchClient.Path) { Content = new StreamContent(new MemoryStream(csv)) };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        Assert.Equal("csv.too_large", (await (await client.SendAsync(request)).Problem(HttpStatusCode.RequestEntityTooLarge)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_answered()
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        using var nobody = tenant.App.Browser();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.Upload(Batches.File(1))).StatusCode);
        using var other = await tenant.Automation(Permissions.WriteGroups);
        await (await other.Upload(Batches.File(1))).Problem(HttpStatusCode.Forbidden);
        Assert.Equal(0, (await tenant.Count()).Guests);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule16_Another_organisations_batch_is_not_there_on_any_route(Store store)
    {
        var app = await TestApp.Shared(store);
        var (tenant, other) = (await app.NewTenant(), await app.NewTenant("Fabrikam"));
        var batch = await tenant.Upload(Batches.File(1), dryRun: true);
        using var client = await other.Automation(Permissions.InviteUsers);
        foreach (var route in (string[])["", "/results", "/results.csv"])
            await (await client.GetAsync($"{BatchClient.Path}/{batch.Id}{route}")).Problem(HttpStatusCode.NotFound);
        foreach (var verb in (string[])["start", "pause", "resume", "cancel", "undo"])
            await (await client.PostAsync($"{BatchClient.Path}/{batch.Id}/{verb}", null)).Problem(HttpStatusCode.NotFound);
    }

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static async Task<JsonElement> Completed(HttpClient client, Uri batch) => (await Eventually.Get(async ct =>
    {
        var json = await (await client.GetAsync(batch, ct)).Json();
        return json.GetProperty("state").GetString() == "completed" ? (object)json : null;
    }, TimeSpan.FromSeconds(30), () => string.Create(CultureInfo.InvariantCulture, $"{batch} does not complete."))) is JsonElement done ? done : default;
}
