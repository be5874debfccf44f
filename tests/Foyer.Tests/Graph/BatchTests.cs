using System.Net;
using System.Text.Json;
using Foyer.Policies;

namespace Foyer.Tests.Graph;

public class BatchTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Requests_wait_for_those_they_depend_on_and_are_not_tried_when_one_failed(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.WriteUsers);
        var answers = await Send(client, $$$$"""
            {"requests":[
              {"id":"third","method":"GET","url":"/users/dora@{{{{tenant.Domain}}}}?$select=id,displayName","dependsOn":["second"]},
              {"id":"second","method":"PATCH","url":"/users/dora@{{{{tenant.Domain}}}}","dependsOn":["first"],"headers":{"Content-Type":"application/json"},"body":{"displayName":"Dora Maar"}},
              {"id":"first","method":"POST","url":"/users","headers":{"Content-Type":"application/json"},"body":{"accountEnabled":true,"displayName":"Dora","mailNickname":"dora","userPrincipalName":"dora@{{{{tenant.Domain}}}}","passwordProfile":{"password":"nine purple elephants walk 5"}}},
              {"id":"lost","method":"GET","url":"/users/nobody@{{{{tenant.Domain}}}}"},
              {"id":"after","method":"GET","url":"/users","dependsOn":["lost"]},
              {"id":"count","method":"GET","url":"/users/$count","headers":{"ConsistencyLevel":"eventual"},"dependsOn":["third"]},
              {"id":"me","method":"GET","url":"/me"}
            ]}
            """);

        Assert.Equal([201, 204, 200, 404, 424, 200, 400], new[] { "first", "second", "third", "lost", "after", "count", "me" }.Select(id => answers[id].GetProperty("status").GetInt32()));
        Assert.Equal("Dora Maar", answers["third"].GetProperty("body").GetProperty("displayName").GetString());
        Assert.Equal("2", answers["count"].GetProperty("body").GetString());
        Assert.False(answers["second"].TryGetProperty("body", out _));
        Assert.Equal("Request_ResourceNotFound", answers["lost"].GetProperty("body").GetProperty("error").GetProperty("code").GetString());
        Assert.True(Guid.TryParse(answers["first"].GetProperty("headers").GetProperty("request-id").GetString(), out _));
        Assert.StartsWith("application/json", answers["third"].GetProperty("headers").GetProperty("Content-Type").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_batch_is_refused_as_a_whole()
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        using var client = await tenant.GraphApp(Permissions.ReadUsers);
        var many = string.Join(',', Enumerable.Range(0, 21).Select(i => $$"""{"id":"{{i}}","method":"GET","url":"/users"}"""));
        foreach (var body in new[]
        {
            "{", "[]", """{"requests":[]}""", $$"""{"requests":[{{many}}]}""",
            """{"requests":[{"id":"1","method":"GET","url":"/users"},{"id":"1","method":"GET","url":"/users"}]}""",
            """{"requests":[{"id":"1","method":"GET","url":"/users","dependsOn":["2"]},{"id":"2","method":"GET","url":"/users","dependsOn":["1"]}]}""",
            """{"requests":[{"id":"1","method":"GET","url":"/users","dependsOn":["x"]}]}""",
            """{"requests":[{"id":"1","method":"TRACE","url":"/users"}]}""",
            """{"requests":[{"id":"1","method":"POST","url":"/users","body":{"a":1}}]}""",
        })
            await client.Graph(HttpMethod.Post, "/$batch", body, HttpStatusCode.BadRequest);

        // Neither another batch nor another caller gets in through one.
        var answers = await Send(client, """{"requests":[{"id":"1","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},"body":{"requests":[]}},{"id":"2","method":"GET","url":"/users","headers":{"Authorization":"Bearer x"}},{"id":"3","method":"GET","url":"/../portal"}]}""");
        Assert.Equal([400, 200, 404], new[] { "1", "2", "3" }.Select(id => answers[id].GetProperty("status").GetInt32()));
    }

    private static async Task<Dictionary<string, JsonElement>> Send(HttpClient client, string batch) =>
        (await client.Graph(HttpMethod.Post, "/$batch", batch, HttpStatusCode.OK)).GetProperty("responses").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetString()!);
}
