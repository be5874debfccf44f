using System.Globalization;
using System.Text;
using Foyer.Invitations.Csv;
using Foyer.Mail;
using Foyer.Policies;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore.Authorization;

namespace Foyer.Invitations;

/// <summary>Foyer's own API for batches (contract section 3): <c>/api/invitation-batches</c>, with a bearer token that may invite.</summary>
internal static class BatchEndpoints
{
    private const string Path = "/api/invitation-batches";
    private const int PageRows = 100;
    private const int MaxPageRows = 1000;

    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var batches = routes.MapGroup(Path).WithTags("Invitation batches").DisableAntiforgery()
            .RequireAuthorization(new AuthorizationPolicyBuilder(Schemes.Bearer).RequireAuthenticatedUser().Build());
        batches.MapPost("/", Upload).TakesFile().Produces<BatchJson>(StatusCodes.Status202Accepted).Produces<BatchJson>()
            .Described("uploadBatch", "Takes a file and invites in the background; with dryRun=true only plans, and waits for start.", 400, 413);
        batches.MapGet("/{id:guid}", Get).Produces<BatchJson>().Described("getBatch", "Where a batch stands.", 404);
        batches.MapGet("/{id:guid}/results", Results).Produces<BatchRowsJson>().Described("getBatchResults", "What happened to each row, or would happen, in pages.", 400, 404);
        batches.MapGet("/{id:guid}/results.csv", ResultsCsv).Produces<string>(contentType: "text/csv").Described("getBatchResultsFile", "The same as a file.", 404);
        MapControl("start", "Carries out a plan.", (control, by, id, ct) => control.Start(by, id, ct));
        MapControl("pause", "Stops after the chunk under way.", (control, by, id, ct) => control.Pause(by, id, ct));
        MapControl("resume", "Goes on with a paused batch.", (control, by, id, ct) => control.Resume(by, id, ct));
        MapControl("cancel", "Stops for good; what was done stays.", (control, by, id, ct) => control.Cancel(by, id, ct));
        MapControl("undo", "Revokes what is pending and takes away what the batch granted.", (control, by, id, ct) => control.Undo(by, id, ct));

        void MapControl(string verb, string summary, Func<ControlBatch, Inviter, Guid, CancellationToken, Task<Result<InvitationBatch>>> act) =>
            batches.MapPost("/{id:guid}/" + verb, async (Guid id, HttpContext http, ResolveActor resolve, ControlBatch control, ReadBatch read, CancellationToken ct) =>
            {
                if (await resolve.Inviter(http.User, ct) is not { } inviter) return BatchProblems.MayNotInvite.ToHttp(http);
                return (await act(control, inviter, id, ct)).Failed(out var problem, out _) ? problem.ToHttp(http) : await Shown(read, inviter, id, http, ct);
            }).Produces<BatchJson>().Described(verb + "Batch", summary + " Safe to repeat.", 404, 409);
    }

    /// <summary>Takes a file: 202 when it is stored and runs, 200 with the plan for <c>dryRun=true</c>.</summary>
    private static async Task<IResult> Upload(HttpContext http, ResolveActor resolve, UploadBatch upload, ReadBatch read, FoyerOptions options, CancellationToken ct, bool dryRun = false)
    {
        if (await resolve.Inviter(http.User, ct) is not { } inviter) return BatchProblems.MayNotInvite.ToHttp(http);
        if (await BatchBody.Open(http, options, ct) is not { } body) return BatchProblems.NoFile.ToHttp(http);
        if ((await upload.Run(inviter, body.FileName, body.Bytes, dryRun, null, ct)).Failed(out var problem, out var batch)) return problem.ToHttp(http);

        var location = options.Url($"{Path}/{batch.Id:D}");
        http.Response.Headers.Location = location;
        var view = BatchJson.Of((await read.Get(batch.Id, ct))!);
        return dryRun ? TypedResults.Ok(view) : TypedResults.Accepted(location, view);
    }

    private static async Task<IResult> Get(Guid id, HttpContext http, ResolveActor resolve, ReadBatch read, CancellationToken ct) =>
        await resolve.Inviter(http.User, ct) is { } inviter ? await Shown(read, inviter, id, http, ct) : BatchProblems.MayNotInvite.ToHttp(http);

    private static async Task<IResult> Results(Guid id, HttpContext http, ResolveActor resolve, ReadBatch read, FoyerOptions options, CancellationToken ct,
        int after = 0, int top = PageRows, string? outcome = null, string? mail = null)
    {
        if (await resolve.Inviter(http.User, ct) is not { } inviter) return BatchProblems.MayNotInvite.ToHttp(http);
        if (await read.Get(inviter, id, ct) is null) return BatchProblems.NotFound.ToHttp(http);
        var only = new RowFilter(BatchJson.Read<RowOutcome>(outcome), BatchJson.Read<DeliveryState>(mail));
        if (outcome is not null && only.Outcome is null) return BatchProblems.UnknownOutcome.ToHttp(http);
        if (mail is not null && only.Mail is null) return BatchProblems.UnknownMail.ToHttp(http);
        top = Math.Clamp(top, 1, MaxPageRows);
        var rows = await read.Rows(id, only, after, top, ct);
        var filters = (outcome is null ? "" : "&outcome=" + outcome.ToLowerInvariant()) + (mail is null ? "" : "&mail=" + mail.ToLowerInvariant());
        var next = rows.Count < top ? null : options.Url(string.Create(CultureInfo.InvariantCulture, $"{Path}/{id:D}/results?after={rows[^1].Row.Line}&top={top}{filters}"));
        return TypedResults.Ok(new BatchRowsJson(rows.Select(BatchJson.Of), next));
    }

    /// <summary>All outcomes as a file that is safe to open in a spreadsheet (security rule 17); read and sent page by page.</summary>
    private static async Task<IResult> ResultsCsv(Guid id, HttpContext http, ResolveActor resolve, ReadBatch read, CancellationToken ct)
    {
        if (await resolve.Inviter(http.User, ct) is not { } inviter) return BatchProblems.MayNotInvite.ToHttp(http);
        if (await read.Get(inviter, id, ct) is null) return BatchProblems.NotFound.ToHttp(http);
        return TypedResults.Stream(body => WriteCsv(read, id, body, ct), "text/csv; charset=utf-8", $"results-{id:N}.csv");
    }

    internal static async Task WriteCsv(ReadBatch read, Guid id, Stream body, CancellationToken ct)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await text.WriteAsync(CsvLine.Of("Line", "Email", "Outcome", "Code", "Column", "Reason", "UserId", "Mail", "MailReply"));
        List<BatchOutcome> rows;
        var after = 0;
        do
        {
            rows = await read.Rows(id, RowFilter.Any, after, MaxPageRows, ct);
            foreach (var row in rows.Select(BatchJson.Of))
            {
                await text.WriteAsync(CsvLine.Of(row.Line.ToString(CultureInfo.InvariantCulture), row.Email, row.Outcome, row.Code, row.Column, row.Reason, row.UserId?.ToString("D"), row.Mail, row.MailReply));
                after = row.Line;
            }

            await text.FlushAsync(ct);
        }
        while (rows.Count == MaxPageRows);
    }

    private static async Task<IResult> Shown(ReadBatch read, BatchKeeper by, Guid id, HttpContext http, CancellationToken ct) =>
        await read.Get(by, id, ct) is { } view ? TypedResults.Ok(BatchJson.Of(view)) : BatchProblems.NotFound.ToHttp(http);
}
