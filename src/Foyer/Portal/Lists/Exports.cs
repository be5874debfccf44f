using System.Globalization;
using System.Text;
using Foyer.Data;
using Foyer.Invitations.Csv;
using Foyer.Web;

namespace Foyer.Portal.Lists;

/// <summary>Lists as CSV for a spreadsheet, streamed page by page; cells that it would run are defused (security rule 17).</summary>
internal static class Exports
{
    private const int Chunk = 1000;

    public static async Task Users(HttpContext http, TenantScopes scopes, TimeProvider clock, string? filter, string? q)
    {
        var ct = http.RequestAborted;
        await using var scope = scopes.In(PortalDoor.Home(http.User)!.Value);
        var list = scope.ServiceProvider.GetRequiredService<UserList>();
        await using var file = Begin(http, "users");
        await file.WriteAsync(CsvLine.Of("displayName", "mail", "userPrincipalName", "userType", "state", "createdDateTime", "id"));
        var query = new UserQuery(Address.Filter(filter), q, UserOrder.Created);
        do
        {
            var page = await list.Read(query, Chunk, ct);
            foreach (var u in page.Rows)
                await file.WriteAsync(CsvLine.Of(u.DisplayName, u.Mail, u.UserPrincipalName, u.UserType.ToString(), GuestState.Of(u, clock.UtcNow).Word, Time(u.CreatedAt), u.Id.ToString("D")));
            query = query with { After = page.Next };
        }
        while (query.After is not null);
    }

    public static async Task Audit(HttpContext http, TenantScopes scopes, [AsParameters] AuditAddress address)
    {
        var ct = http.RequestAborted;
        await using var scope = scopes.In(PortalDoor.Home(http.User)!.Value);
        var list = scope.ServiceProvider.GetRequiredService<AuditList>();
        await using var file = Begin(http, "audit");
        await file.WriteAsync(CsvLine.Of("activityDateTime", "activityDisplayName", "category", "result", "resultReason", "initiatedBy", "ipAddress", "targetType", "target", "targetId", "details", "correlationId", "id"));
        var query = address.Query(ViewerZone.Of(http) ?? TimeZoneInfo.Utc); // a day is a day of whoever reads the page
        do
        {
            var page = await list.Read(query, Chunk, ct);
            foreach (var a in page.Rows)
                await file.WriteAsync(CsvLine.Of(Time(a.At), a.Activity, a.Category, a.Result.ToString(), a.Reason, a.ActorName, a.IpAddress, a.TargetType, a.TargetName, a.TargetId?.ToString("D"), a.Details, a.CorrelationId, a.Id.ToString("D")));
            query = query with { Before = page.Next };
        }
        while (query.Before is not null);
    }

    internal static StreamWriter Begin(HttpContext http, string name)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename={name}.csv";
        return new StreamWriter(http.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)); // Excel takes UTF-8 for Latin without the mark
    }

    internal static string Time(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
