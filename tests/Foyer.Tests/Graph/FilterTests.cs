using Foyer.Policies;
using Foyer.Tests.Guests;
using Foyer.Users;

namespace Foyer.Tests.Graph;

public class FilterTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Filters_find_whom_they_describe_without_regard_to_case(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var guest = await tenant.NewGuest("Ärger O'Neil");
        var anna = await tenant.NewMember("Anna");
        var bernd = await tenant.NewMember("Bernd");
        await tenant.App.In(tenant.Id, async (_, db) =>
        {
            var row = (await db.Users.FindAsync(tenant.Id, anna.Id))!;
            (row.Department, row.OtherMails) = ("Sales & More", ["Second@Example.ORG"]);
            db.AlternateAddresses.AddRange(AlternateAddress.Of(row));
            await db.SaveChangesAsync();
        });
        using var client = await tenant.GraphApp(Permissions.ReadUsers);
        string mail = guest.Address.Address, domain = tenant.Domain;

        await Finds($"mail eq '{mail.ToUpperInvariant()}'", "Ärger O'Neil");
        await Finds("displayName eq 'Ärger o''NEIL'", "Ärger O'Neil");
        await Finds("startswith(displayName,'Ärg')", "Ärger O'Neil");
        await Finds("startsWith(displayName, 'AN') or startswith(displayName,'be')", "Anna", "Bernd");
        await Finds("userType eq 'Guest'", "Ärger O'Neil");
        await Finds("userType eq 'guest' and externalUserState eq 'PendingAcceptance'", "Ärger O'Neil");
        await Finds("externalUserState eq 'Accepted'");
        await Finds("externalUserState eq null", "Anna", "Bernd", "Contoso Administrator");
        await Finds("displayName in ('Anna', 'bernd', 'Nobody')", "Anna", "Bernd");
        await Finds("department eq 'sales & more'", "Anna");
        await Finds("(accountEnabled eq true and userType eq 'Member') and (displayName ge 'B' and displayName le 'Bz')", "Bernd");
        await Finds($"id eq '{bernd.Id}'", "Bernd");
        await Finds($"otherMails/any(x:x eq 'second@example.org')", "Anna");
        await Finds($"otherMails/any(m:startswith(m,'SECOND'))", "Anna");
        await Finds($"proxyAddresses/any(x:x eq 'smtp:anna@{domain}')", "Anna");
        await Finds($"proxyAddresses/any(x:startswith(x,'SMTP:ber'))", "Bernd");
        await Finds($"identities/any(c:c/issuerAssignedId eq 'anna@{domain}' and c/issuer eq '{domain}')", "Anna");
        await Finds($"userPrincipalName eq 'bernd@{domain}' or mail eq 'nobody@x.example' or proxyAddresses/any(x:x eq 'SMTP:anna@{domain}') or otherMails/any(x:x eq 'second@example.org')", "Anna", "Bernd");
        await Finds("createdDateTime le 2027-03-01T09:00:00Z and createdDateTime ge 2027-01-01", "Anna", "Bernd", "Contoso Administrator", "Ärger O'Neil");
        await Finds("createdDateTime lt 2027-03-01T09:00:00Z");
        await Finds("displayName eq '100%'");
        await Finds("startswith(department,'%')");

        async Task Finds(string filter, params string[] names) =>
            Assert.Equal(names.Order(StringComparer.Ordinal), (await client.Graph("/users?$select=displayName&$filter=" + Uri.EscapeDataString(filter))).Each("displayName").Order(StringComparer.Ordinal));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Advanced_queries_need_header_and_count(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.NewMember("Anna");
        await tenant.NewGuest("Gustav Gast");
        using var client = await tenant.GraphApp(Permissions.ReadUsers);

        Assert.Equal(("Request_UnsupportedQuery", "Filter operator 'NotEqualsMatch' is not supported."), await client.Refused("/users?$filter=userType ne 'Guest'"));
        Assert.Equal(("Request_UnsupportedQuery", "Filter operator 'NotEqualsMatch' is not supported."), await client.Refused("/users?$filter=userType ne 'Guest'", eventual: true));
        Assert.Equal(("Request_UnsupportedQuery", "Unsupported Query."), await client.Refused("/users?$filter=endswith(mail,'example')&$count=true"));
        Assert.Equal(("Request_UnsupportedQuery", "Sorting not supported for current query."), await client.Refused("/users?$filter=userType eq 'Guest'&$orderby=displayName"));
        Assert.Equal(("Request_UnsupportedQuery", "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"), await client.Refused("/users?$search=\"displayName:a\""));
        Assert.Equal(("Request_BadRequest", "$count is not currently supported."), await client.Refused("/users/$count"));
        Assert.False((await client.Graph("/users?$count=true")).TryGetProperty("@odata.count", out _));

        var members = await client.Graph("/users?$count=true&$orderby=displayName desc&$filter=userType ne 'Guest'", eventual: true);
        Assert.Equal(2, members.GetProperty("@odata.count").GetInt32());
        Assert.Equal(["Contoso Administrator", "Anna"], members.Each("displayName"));
        Assert.Equal(["Gustav Gast"], (await client.Graph("/users?$count=true&$filter=not(userType eq 'Member') and endswith(mail,'@partner.example')", eventual: true)).Each("displayName"));
        Assert.Equal(["Gustav Gast"], (await client.Graph("/users?$search=\"displayName:gast\" AND (\"mail:nobody\" OR \"mail:guest-\")", eventual: true)).Each("displayName"));
        Assert.Empty((await client.Graph("/users?$search=\"displayName:ast\"", eventual: true)).Each("displayName"));
        Assert.Equal(1, (await client.Graph("/users/$count?$filter=userType ne 'Member'", eventual: true)).GetInt32());
        Assert.Equal(1, (await client.Graph("/users/$count?$search=\"displayName:anna\"", eventual: true)).GetInt32());
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Pages_follow_each_other_by_a_link_that_only_the_server_can_read(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        foreach (var name in new[] { "delta", "Alpha", "charlie", "Bravo", "alpha2" }) await tenant.NewMember(name);
        using var client = await tenant.GraphApp(Permissions.ReadUsers);

        foreach (var query in new[] { "$orderby=displayName", "$orderby=displayName desc", "$orderby=userPrincipalName asc", "$filter=startswith(displayName,'a')", "$filter=userType eq 'Member'", "$filter=createdDateTime ge 2020-01-01", "" })
        {
            var whole = (await client.Graph($"/users?$select=displayName&{query}")).Each("displayName");
            var (pages, link) = (new List<string?>(), $"/users?$top=2&$select=displayName&{query}");
            while (true)
            {
                var page = await client.Graph(link);
                pages.AddRange(page.Each("displayName"));
                Assert.InRange(page.GetProperty("value").GetArrayLength(), 1, 2);
                if (!page.TryGetProperty("@odata.nextLink", out var next)) break;
                Assert.StartsWith(tenant.App.Url.GetLeftPart(UriPartial.Authority) + "/v1.0/users?", next.GetString(), StringComparison.Ordinal);
                Assert.DoesNotContain("alpha", next.GetString()!.Split("$skiptoken=")[1], StringComparison.OrdinalIgnoreCase);
                link = next.GetString()!;
            }
            Assert.Equal(whole, pages);
        }

        var first = (await client.Graph("/users?$top=1&$orderby=displayName")).GetProperty("@odata.nextLink").GetString()!;
        Assert.Equal("Directory_ExpiredPageToken", (await client.Refused(first.Replace("displayName", "userPrincipalName", StringComparison.Ordinal))).Code);
        Assert.Equal("Directory_ExpiredPageToken", (await client.Refused("/users?$skiptoken=AAAA")).Code);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task What_is_no_filter_is_refused_with_a_reason(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.ReadUsers);

        foreach (var filter in new[] { "displayName", "displayName eq", "eq 'a'", "displayName eq 'a", "displayName eq 'a' and", "(displayName eq 'a'", "displayName eq 'a')", "displayName == 'a'", "startswith(displayName)", "otherMails/any(x)", "", "1 eq 1" })
            Assert.Contains((await client.Refused("/users?$filter=" + Uri.EscapeDataString(filter))).Code, new[] { "BadRequest", "Request_BadRequest", "Request_UnsupportedQuery" });
        Assert.Equal("Request_BadRequest", (await client.Refused("/users?$filter=accountEnabled eq 'yes'")).Code);
        Assert.Equal(("Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified for property 'userType' of resource 'User'."), await client.Refused("/users?$filter=startswith(userType,'G')"));
        Assert.Equal(("Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified for property 'displayName' of resource 'User'."), await client.Refused("/users?$filter=contains(displayName,'a')"));
        Assert.Equal("Request_UnsupportedQuery", (await client.Refused("/users?$filter=" + string.Join(" or ", Enumerable.Range(0, 16).Select(i => $"displayName eq '{i}'")))).Code);
        await client.Refused("/users?$filter=" + new string('(', 60) + "displayName eq 'a'" + new string(')', 60));
    }
}
