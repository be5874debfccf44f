using Foyer.Data;
using Foyer.Invitations.Csv;
using Foyer.Licences;

namespace Foyer.Portal.Lists;

/// <summary>Who holds a licence, as CSV: one line for each way it came to a person; cells that a spreadsheet would run are defused (security rule 17).</summary>
internal static class LicenceExport
{
    private const int Chunk = 1000;

    public static async Task Holders(Guid skuId, HttpContext http, TenantScopes scopes)
    {
        var ct = http.RequestAborted;
        await using var scope = scopes.In(PortalDoor.Home(http.User)!.Value);
        var read = scope.ServiceProvider.GetRequiredService<ReadLicences>();
        if (await read.Sku(skuId, ct) is not { } use)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using var file = Exports.Begin(http, "licence-" + string.Concat(use.Sku.PartNumber.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')));
        await file.WriteAsync(CsvLine.Of("skuPartNumber", "displayName", "mail", "userType", "usageLocation", "state", "error", "assignedByGroup", "assignedByGroupId", "assignedDateTime", "id"));
        var after = Guid.Empty;
        while (await read.Holders(skuId, refusedOnly: false, after, Chunk, ct) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                await file.WriteAsync(CsvLine.Of(use.Sku.PartNumber, row.Name, row.Address, row.Type.ToString(), row.Location, row.State.ToString(), row.Error?.ToString(),
                    row.Group, row.GroupId?.ToString("D"), Exports.Time(row.GivenAt), row.UserId.ToString("D")));
            }
            after = rows[^1].UserId;
        }
    }
}
