using System.Text;
using Foyer.Branding;
using Foyer.Data;
using Foyer.Invitations;
using Foyer.Portal.Lists;

namespace Foyer.Portal;

/// <summary>What the portal's pages offer as files. Each asks for session and right as the pages do.</summary>
internal static class PortalFiles
{
    private const string Sample = """
        Email,DisplayName,InviteAppID,InviteReplyUrl,InviteAppResources,InviteGroupResources,InviteContactUsUrl,Language
        alice@partner.example,Alice Example,,,,,https://your-company.example/partners,en
        bob@partner.example,Bob Beispiel,,,,,https://your-company.example/partners,de

        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/portal").RequireAuthorization(LiveAdministrator.Policy);
        files.MapGet("/users/add/sample.csv", () => TypedResults.File(Encoding.UTF8.GetBytes(Sample.ReplaceLineEndings("\r\n")), "text/csv; charset=utf-8", "partners.csv"));
        files.MapGet("/users/export.csv", Exports.Users);
        files.MapGet("/audit/export.csv", Exports.Audit);
        files.MapGet("/licences/{skuId:guid}/holders.csv", LicenceExport.Holders);
        files.MapGet("/invitations/{id:guid}/results.csv", Results);
        files.MapGet("/branding/pictures/{hash}.{type}", Picture);
    }

    /// <summary>Where the portal shows a picture of a branding, whatever the subscription lets others see.</summary>
    public static string PictureAddress(PictureHead picture) => "/portal/branding/pictures/" + picture.FileName;

    private static async Task<IResult> Picture(string hash, HttpContext http, TenantScopes scopes, CancellationToken ct)
    {
        var tenantId = PortalDoor.Home(http.User)!.Value;
        if (await scopes.Run<ReadLook, (byte[] Bytes, string ContentType)?>(tenantId, read => read.Bytes(tenantId, hash, ct)) is not var (bytes, contentType)) return TypedResults.NotFound();
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Bytes(bytes, contentType);
    }

    private static async Task<IResult> Results(Guid id, HttpContext http, TenantScopes scopes, CancellationToken ct)
    {
        var scope = scopes.In(PortalDoor.Home(http.User)!.Value);
        http.Response.RegisterForDisposeAsync(scope); // the rows are read while the answer is on its way
        var read = scope.ServiceProvider.GetRequiredService<ReadBatch>();
        return await read.Get(id, ct) is null
            ? TypedResults.NotFound()
            : TypedResults.Stream(body => BatchEndpoints.WriteCsv(read, id, body, ct), "text/csv; charset=utf-8", $"results-{id:N}.csv");
    }
}
